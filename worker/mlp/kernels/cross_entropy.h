#pragma once

#include <cstddef>
#include <cstdint>

#include "worker/mlp/kernels/elementary.h"
#include "worker/mlp/kernels/kernels.h"
#include "worker/mlp/kernels/transpose.h"

// Cross-entropy of the softmax, for kPanel rows at once: one row a lane, so that the sums
// over classes are chains in the order of the classes.
namespace rung::mlp::RUNG_KERNELS {

// What is known of kPanel rows.
template <typename Scalar>
struct RowsInLanes {
  alignas(64) Scalar greatest[kPanel];
  alignas(64) Whole<Scalar> best[kPanel];  // the greatest's class
  alignas(64) Scalar others[kPanel];       // sums of the exponentials of all other logits
  alignas(64) Scalar share[kPanel] = {};   // of the row in the mean
  std::int32_t right[kPanel] = {};         // the right class
};

// logits, here and below: (columns, kPanel), one row a class.
template <typename Scalar>
void FindGreatest(const Scalar* logits, std::size_t columns, RowsInLanes<Scalar>& rows) {
  for (std::size_t l = 0; l < kPanel; l += kLanes<Scalar>) {
    Vector<Scalar> greatest = Load(logits + l);
    WholeVector<Scalar> best = {};
    for (std::size_t j = 1; j < columns; ++j) {
      const Vector<Scalar> logit = Load(logits + j * kPanel + l);
      const auto is_greater = logit > greatest;
      greatest = is_greater ? logit : greatest;
      best = is_greater ? static_cast<Whole<Scalar>>(j) - WholeVector<Scalar>{} : best;
    }
    Store(rows.greatest + l, greatest);
    Store(rows.best + l, best);
  }
}

// The greatest logit is taken from all, so that no exponential overflows.
template <typename Scalar>
void Exponentiate(Scalar* logits, std::size_t columns, RowsInLanes<Scalar>& rows) {
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t l = 0; l < kPanel; ++l) logits[j * kPanel + l] -= rows.greatest[l];
  }
  for (std::size_t i = 0; i < columns * kPanel; ++i) logits[i] = Exp(logits[i]);
  for (std::size_t l = 0; l < kPanel; l += kLanes<Scalar>) {
    const WholeVector<Scalar> best = Load(rows.best + l);
    Vector<Scalar> others = {};
    for (std::size_t j = 0; j < columns; ++j) {
      const auto is_best = best == static_cast<Whole<Scalar>>(j) - WholeVector<Scalar>{};
      others += is_best ? Vector<Scalar>{} : Load(logits + j * kPanel + l);
    }
    Store(rows.others + l, others);
  }
}

// Turns exponentials into the gradient.
template <typename Scalar>
void Differentiate(Scalar* exponentials, std::size_t columns, Scalar smoothing,
                   const RowsInLanes<Scalar>& rows) {
  const Scalar spread = smoothing / static_cast<Scalar>(columns);
  Scalar factor[kPanel];
  Scalar subtrahend[kPanel];
  for (std::size_t l = 0; l < kPanel; ++l) {
    factor[l] = rows.share[l] / (1 + rows.others[l]);
    subtrahend[l] = rows.share[l] * spread;
  }
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t l = 0; l < kPanel; ++l) {
      exponentials[j * kPanel + l] =
          MultiplyAdd(exponentials[j * kPanel + l], factor[l], -subtrahend[l]);
    }
  }
  for (std::size_t l = 0; l < kPanel; ++l) {
    exponentials[static_cast<std::size_t>(rows.right[l]) * kPanel + l] -=
        rows.share[l] * (1 - smoothing);
  }
}

// See kernels.h.
template <typename Scalar>
void CrossEntropy(Scalar* logits, std::size_t rows, std::size_t columns,
                  const ClassTargets<Scalar>& targets, Scalar* losses, std::int32_t* predicted,
                  Scalar* scratch) {
  const Scalar share = Scalar{1} / static_cast<Scalar>(rows);
  const std::size_t panels = PanelsFor(columns);
  for (std::size_t i = 0; i < rows; i += kPanel) {
    const std::size_t count = rows - i < kPanel ? rows - i : kPanel;
    RowsInLanes<Scalar> lanes;
    for (std::size_t l = 0; l < count; ++l) {
      lanes.right[l] = targets.classes[i + l];
      lanes.share[l] = targets.weights == nullptr ? share : share * targets.weights[lanes.right[l]];
    }
    Scalar* const square = logits + i * kPanel;
    for (std::size_t p = 0; p < panels; ++p) {
      TransposeSquare(square + p * rows * kPanel, count, scratch + p * kPanel * kPanel, kPanel);
    }
    FindGreatest(scratch, columns, lanes);
    Scalar right[kPanel];
    for (std::size_t l = 0; l < kPanel; ++l) {
      right[l] = scratch[static_cast<std::size_t>(lanes.right[l]) * kPanel + l];
    }
    Exponentiate(scratch, columns, lanes);
    Scalar loss[kPanel];
    for (std::size_t l = 0; l < kPanel; ++l) {
      loss[l] = (lanes.greatest[l] - right[l]) + LogOnePlus(lanes.others[l]);
    }
    for (std::size_t l = 0; l < count; ++l) {
      losses[i + l] = loss[l];
      predicted[i + l] = static_cast<std::int32_t>(lanes.best[l]);
    }
    Differentiate(scratch, columns, targets.smoothing, lanes);
    for (std::size_t p = 0; p < panels; ++p) {
      TransposeSquare(scratch + p * kPanel * kPanel, kPanel, square + p * rows * kPanel, count);
    }
  }
}

}  // namespace rung::mlp::RUNG_KERNELS
