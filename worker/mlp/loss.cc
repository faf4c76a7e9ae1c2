#include "worker/mlp/loss.h"

#include <cmath>
#include <utility>

namespace rung::mlp {

template <typename Scalar>
Loss<Scalar>::Loss(const Kernels<Scalar>& kernels, std::size_t max_rows, std::size_t outputs,
                   double smoothing, std::vector<Scalar> class_weights)
    : kernels_(kernels),
      smoothing_(static_cast<Scalar>(smoothing)),
      class_weights_(std::move(class_weights)),
      losses_(max_rows),
      predicted_(max_rows),
      scratch_(PanelSize(kPanel, outputs)) {}

template <typename Scalar>
void Loss<Scalar>::CrossEntropy(PanelView<Scalar> logits, std::span<const std::int32_t> classes,
                                std::span<RowOutcome> outcomes) {
  const ClassTargets<Scalar> targets{
      .classes = classes.data(),
      .weights = class_weights_.empty() ? nullptr : class_weights_.data(),
      .smoothing = smoothing_};
  kernels_.cross_entropy(logits.data, logits.rows, logits.columns, targets, losses_.data(),
                         predicted_.data(), scratch_.data());
  for (std::size_t i = 0; i < logits.rows; ++i) {
    outcomes[i] = {
        .loss = static_cast<double>(losses_[i]), .label = classes[i], .predicted = predicted_[i]};
  }
}

template <typename Scalar>
void Loss<Scalar>::LogOdds(PanelView<Scalar> logits, Scalar* odds, std::size_t stride) {
  kernels_.log_odds(logits.data, logits.rows, logits.columns, odds, stride, scratch_.data());
}

template <typename Scalar>
void Loss<Scalar>::SquaredError(PanelView<Scalar> outputs, std::span<const float> targets,
                                std::span<RowOutcome> outcomes) {
  const Scalar factor = Scalar{2} / static_cast<Scalar>(outputs.rows);
  for (std::size_t i = 0; i < outputs.rows; ++i) {
    Scalar& output = outputs.at(i, 0);
    const Scalar error = output - static_cast<Scalar>(targets[i]);
    outcomes[i] = {.loss = static_cast<double>(error) * static_cast<double>(error),
                   .absolute_error = static_cast<float>(std::abs(error)),
                   .target = targets[i]};
    output = factor * error;
  }
}

template class Loss<float>;
template class Loss<double>;

}  // namespace rung::mlp
