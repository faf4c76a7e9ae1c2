#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "rung/v1/search_spec.pb.h"

namespace rung::mlp {

// How many numbers an optimiser remembers for each parameter: 1 for SGD (the last
// update), 2 for ADAM and ADAMW (first and second moment).
std::size_t MomentCount(v1::Optimizer optimizer);

// What a step depends on besides the gradient.
struct OptimizerStep {
  double learning_rate = 0;  // that of the epoch, schedule included
  std::int64_t step = 1;     // counts the trial's mini-batches from 1
  std::size_t decayed = 0;   // the first so many parameters, the weights, feel weight decay
};

// Makes one update, with m = momentum, d = weight_decay, a = learning_rate:
//   SGD    update = m * update - a * (gradient + d * w); w += update
//   ADAM   Kingma and Ba 2015, Algorithm 1, on gradient + d * w, beta1 = m
//   ADAMW  Loshchilov and Hutter 2019, Algorithm 2, its lambda being a * d, as in
//          other libraries, so that d pulls equally hard under all three
// beta2 is 0.999, epsilon 1e-8. moments: MomentCount times as many numbers as
// parameters, all 0 at first: all first moments, then all second ones.
void UpdateParameters(const v1::Configuration& configuration, const OptimizerStep& step,
                      std::span<const float> gradient, std::span<float> parameters,
                      std::span<float> moments);

}  // namespace rung::mlp
