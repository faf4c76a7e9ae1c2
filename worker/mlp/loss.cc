#include "worker/mlp/loss.h"

#include <cmath>

#include "worker/mlp/elementary.h"

namespace rung::mlp {
namespace {

// Takes the greatest logit from all of a row, so that no exponential overflows.
template <typename Scalar>
void ShiftRow(Scalar* row, std::size_t classes, std::size_t right, RowOutcome& outcome) {
  std::size_t best = 0;
  for (std::size_t j = 1; j < classes; ++j) {
    if (row[j] > row[best]) best = j;
  }
  const Scalar greatest = row[best];
  for (std::size_t j = 0; j < classes; ++j) row[j] -= greatest;
  outcome = {.loss = -static_cast<double>(row[right]), .correct = best == right ? 1.0F : 0.0F};
}

// row holds the exponentials of the shifted logits.
template <typename Scalar>
void FinishRow(Scalar* row, std::size_t classes, std::size_t right, Scalar share,
               RowOutcome& outcome) {
  double sum = 0;
  for (std::size_t j = 0; j < classes; ++j) sum += static_cast<double>(row[j]);
  outcome.loss += Log(sum);
  const Scalar factor = share / static_cast<Scalar>(sum);
  for (std::size_t j = 0; j < classes; ++j) row[j] *= factor;
  row[right] -= share;
}

}  // namespace

template <typename Scalar>
void CrossEntropy(MatrixView<Scalar> logits, std::span<const std::int32_t> classes,
                  std::span<RowOutcome> outcomes) {
  for (std::size_t i = 0; i < logits.rows; ++i) {
    ShiftRow(logits.row(i), logits.columns, static_cast<std::size_t>(classes[i]), outcomes[i]);
  }
  for (std::size_t i = 0; i < logits.size(); ++i) logits.data[i] = Exp(logits.data[i]);
  const Scalar share = Scalar{1} / static_cast<Scalar>(logits.rows);
  for (std::size_t i = 0; i < logits.rows; ++i) {
    FinishRow(logits.row(i), logits.columns, static_cast<std::size_t>(classes[i]), share,
              outcomes[i]);
  }
}

template <typename Scalar>
void SquaredError(MatrixView<Scalar> outputs, std::span<const float> targets,
                  std::span<RowOutcome> outcomes) {
  const Scalar factor = Scalar{2} / static_cast<Scalar>(outputs.rows);
  for (std::size_t i = 0; i < outputs.rows; ++i) {
    const Scalar error = outputs.data[i] - static_cast<Scalar>(targets[i]);
    outcomes[i] = {.loss = static_cast<double>(error) * static_cast<double>(error),
                   .absolute_error = static_cast<float>(std::abs(error)),
                   .target = targets[i]};
    outputs.data[i] = factor * error;
  }
}

#define RUNG_INSTANTIATE(Scalar)                                                \
  template void CrossEntropy(MatrixView<Scalar>, std::span<const std::int32_t>, \
                             std::span<RowOutcome>);                            \
  template void SquaredError(MatrixView<Scalar>, std::span<const float>, std::span<RowOutcome>)
RUNG_INSTANTIATE(float);
RUNG_INSTANTIATE(double);

}  // namespace rung::mlp
