#include "worker/mlp/optimizer.h"

#include <cmath>

namespace rung::mlp {
namespace {

constexpr double kBeta2 = 0.999;
constexpr double kSquareDecay = 0.99;  // of RMSPROP

// By repeated squaring, so that no library's pow decides a bit.
double Power(double base, std::int64_t exponent) {
  double power = 1;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) power *= base;
    base *= base;
  }
  return power;
}

bool IsAdam(v1::Optimizer optimizer) { return optimizer == v1::ADAM || optimizer == v1::ADAMW; }

// Without weight decay.
StepFactors<float> FactorsOf(const v1::Configuration& configuration, const OptimizerStep& step) {
  const double momentum = configuration.momentum();
  StepFactors<float> factors{.gradient_scale = static_cast<float>(step.gradient_scale),
                             .rate = static_cast<float>(step.learning_rate),
                             .momentum = static_cast<float>(momentum),
                             .second_decay = static_cast<float>(kSquareDecay)};
  if (!IsAdam(configuration.optimizer())) return factors;
  factors.rate = static_cast<float>(step.learning_rate / (1 - Power(momentum, step.step)));
  factors.second_decay = static_cast<float>(kBeta2);
  factors.second_scale = static_cast<float>(1 / std::sqrt(1 - Power(kBeta2, step.step)));
  return factors;
}

// With weight decay, on the weights.
StepFactors<float> Decaying(StepFactors<float> factors, const v1::Configuration& configuration,
                            const OptimizerStep& step) {
  const double decay = configuration.weight_decay();
  if (configuration.optimizer() == v1::ADAMW) {
    factors.kept = static_cast<float>(1 - step.learning_rate * decay);
  } else {
    factors.decay = static_cast<float>(decay);
  }
  return factors;
}

auto KernelOf(v1::Optimizer optimizer, const Kernels<float>& kernels) {
  switch (optimizer) {
    case v1::SGD:
      return kernels.sgd;
    case v1::NESTEROV:
      return kernels.nesterov;
    case v1::RMSPROP:
      return kernels.rmsprop;
    default:
      return kernels.adam;
  }
}

}  // namespace

std::size_t MomentCount(v1::Optimizer optimizer) {
  return optimizer == v1::SGD || optimizer == v1::NESTEROV ? 1 : 2;
}

void UpdateParameters(const v1::Configuration& configuration, const OptimizerStep& step,
                      const Kernels<float>& kernels, std::span<const float> gradient,
                      std::span<float> parameters, std::span<float> moments) {
  const auto update = KernelOf(configuration.optimizer(), kernels);
  const std::size_t size = parameters.size();
  float* second = moments.size() > size ? moments.data() + size : nullptr;
  const auto update_run = [&](std::size_t from, std::size_t to, const StepFactors<float>& factors) {
    update({.gradient = gradient.data() + from,
            .parameters = parameters.data() + from,
            .first = moments.data() + from,
            .second = second == nullptr ? nullptr : second + from,
            .size = to - from},
           factors);
  };
  const StepFactors<float> factors = FactorsOf(configuration, step);
  update_run(0, step.decayed, Decaying(factors, configuration, step));
  update_run(step.decayed, size, factors);
}

}  // namespace rung::mlp
