#pragma once

#include <cstddef>
#include <utility>

#include "worker/mlp/kernels/kernels.h"
#include "worker/mlp/kernels/vector.h"

namespace rung::mlp::RUNG_KERNELS {

// Swaps the squares of kSide x kSide numbers beside the diagonal of two rows' vectors.
template <typename Scalar, std::size_t kSide, std::size_t... kLane>
void SwapSquares(Vector<Scalar>& above, Vector<Scalar>& below, std::index_sequence<kLane...>) {
  constexpr std::size_t kCount = sizeof...(kLane);
  const Vector<Scalar> old = above;
  above = __builtin_shufflevector(old, below,
                                  ((kLane & kSide) == 0 ? kLane : kCount + kLane - kSide)...);
  below = __builtin_shufflevector(old, below,
                                  ((kLane & kSide) == 0 ? kLane + kSide : kCount + kLane)...);
}

// Transposes a square of vectors: first its quarters beside the diagonal change
// places, then theirs, down to single numbers (Eklundh 1972).
template <typename Scalar, std::size_t kSide = kLanes<Scalar> / 2>
void TransposeVectors(Vector<Scalar> (&rows)[kLanes<Scalar>]) {
  constexpr std::size_t kCount = kLanes<Scalar>;
  for (std::size_t r = 0; r < kCount; ++r) {
    if ((r & kSide) != 0) continue;
    SwapSquares<Scalar, kSide>(rows[r], rows[r + kSide], std::make_index_sequence<kCount>());
  }
  if constexpr (kSide > 1) TransposeVectors<Scalar, kSide / 2>(rows);
}

// out = in^T, both squares of a panel's width. Rows of `in` from in_rows on are taken
// for zeros; only out_rows rows of `out` are written.
template <typename Scalar>
void TransposeSquare(const Scalar* in, std::size_t in_rows, Scalar* out, std::size_t out_rows) {
  constexpr std::size_t kCount = kLanes<Scalar>;
  for (std::size_t i = 0; i < kPanel; i += kCount) {
    for (std::size_t j = 0; j < out_rows; j += kCount) {
      Vector<Scalar> rows[kCount];
      for (std::size_t r = 0; r < kCount; ++r) {
        rows[r] = i + r < in_rows ? Load(in + (i + r) * kPanel + j) : Vector<Scalar>{};
      }
      TransposeVectors<Scalar>(rows);
      for (std::size_t r = 0; r < kCount; ++r) {
        if (j + r < out_rows) Store(out + (j + r) * kPanel + i, rows[r]);
      }
    }
  }
}

// See kernels.h.
template <typename Scalar>
void Transpose(const Scalar* a, std::size_t rows, std::size_t columns, Scalar* b) {
  for (std::size_t i = 0; i < rows; i += kPanel) {
    for (std::size_t j = 0; j < columns; j += kPanel) {
      const std::size_t in_rows = rows - i < kPanel ? rows - i : kPanel;
      const std::size_t out_rows = columns - j < kPanel ? columns - j : kPanel;
      TransposeSquare(a + j * rows + i * kPanel, in_rows, b + i * columns + j * kPanel, out_rows);
    }
  }
}

}  // namespace rung::mlp::RUNG_KERNELS
