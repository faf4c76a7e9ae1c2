#pragma once

#include <cstddef>

#include "worker/mlp/kernels/elementary.h"
#include "worker/mlp/kernels/kernels.h"

// Optimisers, each in one pass over memory. optimizer.h has the formulas.
namespace rung::mlp::RUNG_KERNELS {

inline float SquareRoot(float x) { return __builtin_sqrtf(x); }
inline double SquareRoot(double x) { return __builtin_sqrt(x); }

// Keeps divisions by the root of a second moment finite.
inline constexpr double kEpsilon = 1e-8;

template <typename Scalar>
void Sgd(const ParameterRun<Scalar>& run, const StepFactors<Scalar>& factors) {
  Scalar* __restrict parameters = run.parameters;
  Scalar* __restrict first = run.first;
  const Scalar* __restrict gradients = run.gradient;
  const auto [scale, decay, kept, rate, momentum, second_decay, second_scale] = factors;
  for (std::size_t i = 0; i < run.size; ++i) {
    const Scalar gradient = MultiplyAdd(decay, parameters[i], scale * gradients[i]);
    const Scalar update = MultiplyAdd(momentum, first[i], -(rate * gradient));
    first[i] = update;
    parameters[i] += update;
  }
}

template <typename Scalar>
void Nesterov(const ParameterRun<Scalar>& run, const StepFactors<Scalar>& factors) {
  Scalar* __restrict parameters = run.parameters;
  Scalar* __restrict first = run.first;
  const Scalar* __restrict gradients = run.gradient;
  const auto [scale, decay, kept, rate, momentum, second_decay, second_scale] = factors;
  for (std::size_t i = 0; i < run.size; ++i) {
    const Scalar gradient = MultiplyAdd(decay, parameters[i], scale * gradients[i]);
    const Scalar step = rate * gradient;
    const Scalar update = MultiplyAdd(momentum, first[i], -step);
    first[i] = update;
    parameters[i] += MultiplyAdd(momentum, update, -step);
  }
}

template <typename Scalar>
void Rmsprop(const ParameterRun<Scalar>& run, const StepFactors<Scalar>& factors) {
  Scalar* __restrict parameters = run.parameters;
  Scalar* __restrict first = run.first;
  Scalar* __restrict second = run.second;
  const Scalar* __restrict gradients = run.gradient;
  const auto [scale, decay, kept, rate, momentum, second_decay, second_scale] = factors;
  const Scalar rest = 1 - second_decay;
  for (std::size_t i = 0; i < run.size; ++i) {
    const Scalar gradient = MultiplyAdd(decay, parameters[i], scale * gradients[i]);
    const Scalar square = MultiplyAdd(second_decay, second[i], rest * (gradient * gradient));
    second[i] = square;
    const Scalar divisor = SquareRoot(square) + static_cast<Scalar>(kEpsilon);
    const Scalar update = MultiplyAdd(momentum, first[i], -(rate * gradient / divisor));
    first[i] = update;
    parameters[i] += update;
  }
}

template <typename Scalar>
void Adam(const ParameterRun<Scalar>& run, const StepFactors<Scalar>& factors) {
  Scalar* __restrict parameters = run.parameters;
  Scalar* __restrict first = run.first;
  Scalar* __restrict second = run.second;
  const Scalar* __restrict gradients = run.gradient;
  const auto [scale, decay, kept, rate, momentum, second_decay, second_scale] = factors;
  const Scalar first_rest = 1 - momentum;
  const Scalar second_rest = 1 - second_decay;
  for (std::size_t i = 0; i < run.size; ++i) {
    const Scalar weight = parameters[i];
    const Scalar gradient = MultiplyAdd(decay, weight, scale * gradients[i]);
    const Scalar mean = MultiplyAdd(momentum, first[i], first_rest * gradient);
    const Scalar square = MultiplyAdd(second_decay, second[i], second_rest * (gradient * gradient));
    first[i] = mean;
    second[i] = square;
    const Scalar divisor =
        MultiplyAdd(SquareRoot(square), second_scale, static_cast<Scalar>(kEpsilon));
    parameters[i] = MultiplyAdd(kept, weight, -(rate * mean / divisor));
  }
}

}  // namespace rung::mlp::RUNG_KERNELS
