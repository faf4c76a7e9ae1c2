#pragma once

#include <cstddef>
#include <cstdint>

#include "worker/mlp/kernels/kernels.h"
#include "worker/mlp/kernels/vector.h"

namespace rung::mlp::RUNG_KERNELS {

// Rows that are fetched into the cache before their turn comes.
inline constexpr std::size_t kRowsAhead = 6;

// Copies a row into panels, row `to` of `rows`.
template <typename Scalar>
inline void SpreadRow(const Scalar* row, std::size_t columns, std::size_t rows, std::size_t to,
                      Scalar* panels) {
  panels += to * kPanel;
  for (; columns >= kPanel; columns -= kPanel, row += kPanel, panels += rows * kPanel) {
    for (std::size_t j = 0; j < kPanel; j += kLanes<Scalar>) {
      Store(panels + j, LoadUnaligned(row + j));
    }
  }
  for (std::size_t j = 0; j < columns; ++j) panels[j] = row[j];
}

// See kernels.h.
template <typename Scalar>
void Gather(const Scalar* rows, std::size_t columns, const std::uint32_t* chosen, std::size_t count,
            Scalar* panels) {
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kRowsAhead < count) {
      const Scalar* ahead = rows + chosen[i + kRowsAhead] * columns;
      for (std::size_t j = 0; j < columns; j += 64 / sizeof(Scalar)) __builtin_prefetch(ahead + j);
    }
    SpreadRow(rows + chosen[i] * columns, columns, count, i, panels);
  }
}

}  // namespace rung::mlp::RUNG_KERNELS
