#pragma once

#include <cstddef>

#include "worker/mlp/kernels/kernels.h"
#include "worker/mlp/kernels/vector.h"

// Matrix products in panels. A tile of the result stays in registers while the depth
// is run through. Each of its elements is one chain of multiply-adds in the order of
// the depth, so neither tiles nor blocks decide a bit.
namespace rung::mlp::RUNG_KERNELS {

// Rows and panels of a tile: enough vectors that as many multiply-adds are under way
// as the processor can start before the first is done, and no more than registers.
template <typename Scalar>
inline constexpr std::size_t kTilePanels = kVectorBytes == 16 * sizeof(Scalar) ? 2 : 1;
template <std::size_t kPanels>
inline constexpr std::size_t kTileRows = kVectorBytes == 64 ? 16 / kPanels
                                         : kVectorBytes == 32 || kVectorRegisters == 32 ? 6
                                                                                        : 2;

// The depth is run through in blocks, so that a tile's share of the right factor stays
// in the first-level cache, and the rows in blocks whose share of the left factor
// stays in the second-level one. Whole panels.
inline constexpr std::size_t kDepthOfBlock = 256;
inline constexpr std::size_t kRowsOfBlock = 256;

constexpr std::size_t Least(std::size_t a, std::size_t b) { return a < b ? a : b; }

// What a tile is computed from and where it goes. Panels are so many numbers apart.
template <typename Scalar>
struct TilePlace {
  const Scalar* a;
  std::size_t a_panel;
  const Scalar* b;
  std::size_t b_panel;
  const Scalar* start;  // what the chains begin with
  std::size_t start_row;
  std::size_t start_panel;
  Scalar* c;
  std::size_t c_panel;
};

// The vectors of a tile, row by row.
template <typename Scalar, std::size_t kRows, std::size_t kPanels>
struct Tile {
  static constexpr std::size_t kVectorsOfPanel = kPanel / kLanes<Scalar>;
  static constexpr std::size_t kVectors = kPanels * kVectorsOfPanel;

  // Where vector `v` of a row begins, where panels are `panel` numbers apart.
  static constexpr std::size_t Offset(std::size_t v, std::size_t panel) {
    return v / kVectorsOfPanel * panel + v % kVectorsOfPanel * kLanes<Scalar>;
  }

  void Start(const TilePlace<Scalar>& place) {
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[r][v] = Load(place.start + r * place.start_row + Offset(v, place.start_panel));
      }
    }
  }

  // Adds so many steps of the depth; rows and steps of the left factor are so many
  // numbers apart.
  template <std::size_t kRowStride, std::size_t kStepStride>
  void Add(const Scalar* a, const Scalar* b, std::size_t b_panel, std::size_t steps) {
    for (std::size_t p = 0; p < steps; ++p) {
      Vector<Scalar> right[kVectors];
      for (std::size_t v = 0; v < kVectors; ++v) right[v] = Load(b + Offset(v, b_panel));
      for (std::size_t r = 0; r < kRows; ++r) {
        const Vector<Scalar> left = Broadcast(a[r * kRowStride]);
        for (std::size_t v = 0; v < kVectors; ++v) {
          sums[r][v] = MultiplyAddLanes<Scalar>(left, right[v], sums[r][v]);
        }
      }
      a += kStepStride;
      b += kPanel;
    }
  }

  void Finish(const TilePlace<Scalar>& place) const {
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t v = 0; v < kVectors; ++v) {
        Store(place.c + r * kPanel + Offset(v, place.c_panel), sums[r][v]);
      }
    }
  }

  Vector<Scalar> sums[kRows][kVectors];
};

// Computes a tile of a b, or of a^T b, of so many rows, at most kRows.
template <typename Scalar, bool kTransposed, std::size_t kRows, std::size_t kPanels>
void ComputeTile(const TilePlace<Scalar>& place, std::size_t rows, std::size_t depth) {
  if constexpr (kRows > 1) {
    if (rows < kRows) {
      return ComputeTile<Scalar, kTransposed, kRows - 1, kPanels>(place, rows, depth);
    }
  }
  Tile<Scalar, kRows, kPanels> tile;
  tile.Start(place);
  if constexpr (kTransposed) {
    tile.template Add<1, kPanel>(place.a, place.b, place.b_panel, depth);
  } else {
    const Scalar* a = place.a;
    const Scalar* b = place.b;
    for (; depth >= kPanel; depth -= kPanel) {
      tile.template Add<kPanel, 1>(a, b, place.b_panel, kPanel);
      a += place.a_panel;
      b += kPanel * kPanel;
    }
    tile.template Add<kPanel, 1>(a, b, place.b_panel, depth);
  }
  tile.Finish(place);
}

// The place of the tile whose first element is (row, 16 * panel) of the result.
template <typename Scalar, bool kTransposed>
TilePlace<Scalar> PlaceAt(TilePlace<Scalar> place, std::size_t row, std::size_t panel) {
  place.a += kTransposed ? row / kPanel * place.a_panel + row % kPanel : row * kPanel;
  place.b += panel * place.b_panel;
  place.start += row * place.start_row + panel * place.start_panel;
  place.c += row * kPanel + panel * place.c_panel;
  return place;
}

// Adds a block of the depth to so many rows of kPanels panels of the result, which
// begin at `place`.
template <typename Scalar, bool kTransposed, std::size_t kPanels>
void ComputePanels(const TilePlace<Scalar>& place, std::size_t rows, std::size_t depth) {
  constexpr std::size_t kRows = kTileRows<kPanels>;
  for (std::size_t row = 0, size = 0; row < rows; row += size) {
    size = Least(kRows, rows - row);
    if (kTransposed) size = Least(size, kPanel - row % kPanel);  // not across panels of a
    ComputeTile<Scalar, kTransposed, kRows, kPanels>(PlaceAt<Scalar, kTransposed>(place, row, 0),
                                                     size, depth);
  }
}

// The same for so many panels.
template <typename Scalar, bool kTransposed>
void ComputeBlock(const TilePlace<Scalar>& place, std::size_t rows, std::size_t depth,
                  std::size_t panels) {
  constexpr std::size_t kPanels = kTilePanels<Scalar>;
  for (std::size_t panel = 0; panel < panels; panel += kPanels) {
    const auto at = PlaceAt<Scalar, kTransposed>(place, 0, panel);
    if (panels - panel >= kPanels) {
      ComputePanels<Scalar, kTransposed, kPanels>(at, rows, depth);
    } else {
      ComputePanels<Scalar, kTransposed, 1>(at, rows, depth);
    }
  }
}

template <typename Scalar>
alignas(64) inline constexpr Scalar kZeros[kPanel] = {};

// For all of the result: a block of the depth begins with what the last one left.
template <typename Scalar, bool kTransposed>
void Product(TilePlace<Scalar> place, std::size_t rows, std::size_t depth, std::size_t columns) {
  const std::size_t block_of_a =
      kTransposed ? kDepthOfBlock * kPanel : kDepthOfBlock / kPanel * place.a_panel;
  for (std::size_t done = 0; done < depth; done += kDepthOfBlock) {
    ComputeBlock<Scalar, kTransposed>(place, rows, Least(kDepthOfBlock, depth - done),
                                      PanelsFor(columns));
    place.a += block_of_a;
    place.b += kDepthOfBlock * kPanel;
    place.start = place.c;
    place.start_row = kPanel;
    place.start_panel = place.c_panel;
  }
}

// See kernels.h.
template <typename Scalar>
void Multiply(const Scalar* a, std::size_t rows, std::size_t depth, const Scalar* b,
              const Scalar* start, std::size_t columns, Scalar* c) {
  for (std::size_t row = 0; row < rows; row += kRowsOfBlock) {
    Product<Scalar, false>({.a = a + row * kPanel,
                            .a_panel = rows * kPanel,
                            .b = b,
                            .b_panel = depth * kPanel,
                            .start = start == nullptr ? kZeros<Scalar> : start,
                            .start_row = 0,
                            .start_panel = start == nullptr ? 0 : kPanel,
                            .c = c + row * kPanel,
                            .c_panel = rows * kPanel},
                           Least(kRowsOfBlock, rows - row), depth, columns);
  }
}

template <typename Scalar>
void MultiplyTransposed(const Scalar* a, std::size_t depth, std::size_t rows, const Scalar* b,
                        std::size_t columns, Scalar* c) {
  Product<Scalar, true>({.a = a,
                         .a_panel = depth * kPanel,
                         .b = b,
                         .b_panel = depth * kPanel,
                         .start = kZeros<Scalar>,
                         .start_row = 0,
                         .start_panel = 0,
                         .c = c,
                         .c_panel = rows * kPanel},
                        rows, depth, columns);
}

// The sum of each column.
template <typename Scalar>
void SumRows(const Scalar* a, std::size_t rows, std::size_t columns, Scalar* sums) {
  for (std::size_t panel = 0; panel < PanelsFor(columns); ++panel) {
    Scalar sum[kPanel] = {};
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t j = 0; j < kPanel; ++j) sum[j] += a[row * kPanel + j];
    }
    for (std::size_t j = 0; j < kPanel; ++j) sums[panel * kPanel + j] = sum[j];
    a += rows * kPanel;
  }
}

}  // namespace rung::mlp::RUNG_KERNELS
