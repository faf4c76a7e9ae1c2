#pragma once

#include <cstdint>
#include <span>

#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/network_shape.h"

namespace rung::mlp {

// Fills the parameters that a trial starts from, a function of seed and trial.
// Weights into a RELU layer are even over +-sqrt(6 / inputs) (He et al. 2015), all
// others over +-sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010); biases are 0.
void FillInitialWeights(const NetworkShape& shape, v1::Activation activation, std::uint64_t seed,
                        std::uint32_t trial, std::span<float> parameters);

}  // namespace rung::mlp
