#include "worker/mlp/optimizer.h"

#include <cmath>

namespace rung::mlp {
namespace {

constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-8;

// By repeated squaring, so that no library's pow decides a bit.
double Power(double base, std::int64_t exponent) {
  double power = 1;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) power *= base;
    base *= base;
  }
  return power;
}

// A run of parameters with the same weight decay.
struct Run {
  const float* __restrict gradient;
  float* __restrict parameters;
  float* __restrict first;
  float* __restrict second;  // null for SGD
  std::size_t size;
};

void UpdateBySgd(const Run& run, float learning_rate, float momentum, float decay) {
  for (std::size_t i = 0; i < run.size; ++i) {
    const float gradient = run.gradient[i] + decay * run.parameters[i];
    run.first[i] = momentum * run.first[i] - learning_rate * gradient;
    run.parameters[i] += run.first[i];
  }
}

struct AdamFactors {
  float beta1;
  float size;            // learning_rate / (1 - beta1^step)
  float inverse_root;    // 1 / sqrt(1 - beta2^step)
  float gradient_decay;  // ADAM's weight decay
  float kept;            // ADAMW's: 1 - learning_rate * weight_decay
};

void UpdateByAdam(const Run& run, const AdamFactors& factors) {
  constexpr auto kBeta = static_cast<float>(kBeta2);
  constexpr auto kRest = static_cast<float>(1 - kBeta2);
  constexpr auto kSmall = static_cast<float>(kEpsilon);
  const auto [beta1, size, inverse_root, decay, kept] = factors;
  const float rest1 = 1 - beta1;
  for (std::size_t i = 0; i < run.size; ++i) {
    const float weight = run.parameters[i];
    const float gradient = run.gradient[i] + decay * weight;
    const float first = beta1 * run.first[i] + rest1 * gradient;
    const float second = kBeta * run.second[i] + kRest * (gradient * gradient);
    run.first[i] = first;
    run.second[i] = second;
    run.parameters[i] = kept * weight - size * first / (std::sqrt(second) * inverse_root + kSmall);
  }
}

AdamFactors FactorsOf(const v1::Configuration& configuration, const OptimizerStep& step,
                      double decay) {
  const double beta1 = configuration.momentum();
  const bool is_decoupled = configuration.optimizer() == v1::ADAMW;
  return {.beta1 = static_cast<float>(beta1),
          .size = static_cast<float>(step.learning_rate / (1 - Power(beta1, step.step))),
          .inverse_root = static_cast<float>(1 / std::sqrt(1 - Power(kBeta2, step.step))),
          .gradient_decay = static_cast<float>(is_decoupled ? 0 : decay),
          .kept = static_cast<float>(is_decoupled ? 1 - step.learning_rate * decay : 1)};
}

void UpdateRun(const v1::Configuration& configuration, const OptimizerStep& step, double decay,
               const Run& run) {
  if (configuration.optimizer() == v1::SGD) {
    UpdateBySgd(run, static_cast<float>(step.learning_rate),
                static_cast<float>(configuration.momentum()), static_cast<float>(decay));
  } else {
    UpdateByAdam(run, FactorsOf(configuration, step, decay));
  }
}

}  // namespace

std::size_t MomentCount(v1::Optimizer optimizer) { return optimizer == v1::SGD ? 1 : 2; }

void UpdateParameters(const v1::Configuration& configuration, const OptimizerStep& step,
                      std::span<const float> gradient, std::span<float> parameters,
                      std::span<float> moments) {
  const std::size_t count = parameters.size();
  const auto run_of = [&](std::size_t from, std::size_t size) {
    float* second = moments.size() > count ? moments.data() + count + from : nullptr;
    return Run{gradient.data() + from, parameters.data() + from, moments.data() + from, second,
               size};
  };
  UpdateRun(configuration, step, configuration.weight_decay(), run_of(0, step.decayed));
  UpdateRun(configuration, step, 0, run_of(step.decayed, count - step.decayed));
}

}  // namespace rung::mlp
