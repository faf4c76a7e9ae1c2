#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/kernels/kernels.h"

namespace rung::mlp {

// How many numbers an optimiser remembers for each parameter: 1 for SGD and NESTEROV (the
// last update), 2 for RMSPROP (last update and second moment), ADAM and ADAMW (first
// and second moment).
std::size_t MomentCount(v1::Optimizer optimizer);

// What a step depends on besides the gradient.
struct OptimizerStep {
  double learning_rate = 0;   // that of the epoch, schedule included
  std::int64_t step = 1;      // counts the trial's mini-batches from 1
  double gradient_scale = 1;  // multiplies the gradient first
  std::size_t decayed = 0;    // the first so many numbers, the weights, feel weight decay
};

// Makes one update, with m = momentum, d = weight_decay, a = learning_rate:
//   SGD       update = m * update - a * (gradient + d * w); w += update
//   NESTEROV  the same update; w += m * update - a * (gradient + d * w), so that the
//             gradient counts where momentum will have led (Sutskever et al. 2013)
//   RMSPROP   s = 0.99 * s + 0.01 * g^2 with g = gradient + d * w (Tieleman and Hinton
//             2012); update = m * update - a * g / (sqrt(s) + 1e-8); w += update
//   ADAM      Kingma and Ba 2015, Algorithm 1, on gradient + d * w, beta1 = m
//   ADAMW     Loshchilov and Hutter 2019, Algorithm 2, its lambda being a * d, as in
//             other libraries, so that d pulls equally hard under all of these
// beta2 is 0.999, epsilon 1e-8. gradient, parameters: in panels. moments: MomentCount
// times as many numbers as parameters, all 0 at first: all first ones, then all second
// ones. All start on a cache line.
void UpdateParameters(const v1::Configuration& configuration, const OptimizerStep& step,
                      const Kernels<float>& kernels, std::span<const float> gradient,
                      std::span<float> parameters, std::span<float> moments);

}  // namespace rung::mlp
