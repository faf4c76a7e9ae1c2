#pragma once

#include <cstddef>
#include <limits>

#include "worker/mlp/kernels/cross_entropy.h"
#include "worker/mlp/kernels/elementary.h"
#include "worker/mlp/kernels/kernels.h"
#include "worker/mlp/kernels/transpose.h"

// The log odds of classes by the softmax, for kPanel rows at once: one row a lane.
namespace rung::mlp::RUNG_KERNELS {

// The greatest logit of all classes but the best. That of -infinity, from which no difference
// can be taken, becomes the lowest number.
template <typename Scalar>
void FindSecond(const Scalar* logits, std::size_t columns, const RowsInLanes<Scalar>& rows,
                Scalar (&second)[kPanel]) {
  constexpr Scalar kLowest = std::numeric_limits<Scalar>::lowest();
  for (Scalar& logit : second) logit = kLowest;
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t l = 0; l < kPanel; ++l) {
      const Scalar logit = logits[j * kPanel + l];
      const bool is_other = rows.best[l] != static_cast<Whole<Scalar>>(j);
      second[l] = is_other && logit > second[l] ? logit : second[l];
    }
  }
}

// Turns logits, (columns, kPanel), into log odds. The odds of a class are its exponential over
// the sum of all others'; the greatest of the others, whose own is 1, is taken from all.
template <typename Scalar>
void TakeOdds(Scalar* logits, std::size_t columns) {
  RowsInLanes<Scalar> rows;
  FindGreatest(logits, columns, rows);
  Scalar second[kPanel];
  FindSecond(logits, columns, rows, second);
  Scalar below_greatest[kPanel] = {};
  Scalar below_second[kPanel] = {};
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t l = 0; l < kPanel; ++l) {
      const Scalar logit = logits[j * kPanel + l];
      const bool is_best = rows.best[l] == static_cast<Whole<Scalar>>(j);
      below_greatest[l] += is_best ? 0 : Exp(logit - rows.greatest[l]);
      below_second[l] += is_best ? 0 : Exp(logit - second[l]);
    }
  }
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t l = 0; l < kPanel; ++l) {
      const bool is_best = rows.best[l] == static_cast<Whole<Scalar>>(j);
      const Scalar logit = logits[j * kPanel + l];
      const Scalar other = is_best ? second[l] : rows.greatest[l];
      const Scalar rest = is_best ? below_second[l] - 1 : below_greatest[l] - Exp(logit - other);
      logits[j * kPanel + l] = (logit - other) - LogOnePlus(rest > 0 ? rest : 0);
    }
  }
}

// See kernels.h.
template <typename Scalar>
void LogOdds(const Scalar* logits, std::size_t rows, std::size_t columns, Scalar* odds,
             std::size_t stride, Scalar* scratch) {
  for (std::size_t i = 0; i < rows; i += kPanel) {
    const std::size_t count = rows - i < kPanel ? rows - i : kPanel;
    for (std::size_t p = 0; p < PanelsFor(columns); ++p) {
      TransposeSquare(logits + (p * rows + i) * kPanel, count, scratch + p * kPanel * kPanel,
                      kPanel);
    }
    TakeOdds(scratch, columns);
    for (std::size_t j = 0; j < columns; ++j) {
      for (std::size_t l = 0; l < count; ++l) odds[j * stride + i + l] = scratch[j * kPanel + l];
    }
  }
}

}  // namespace rung::mlp::RUNG_KERNELS
