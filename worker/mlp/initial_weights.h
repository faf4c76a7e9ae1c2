#pragma once

#include <cstdint>
#include <span>

#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/network_shape.h"

namespace rung::mlp {

// Fills the parameters that a trial starts from, a function of seed and trial.
// Weights into a hidden layer whose activation lets little of what is below 0 through,
// that is all but TANH and SIGMOID, are even over +-sqrt(6 / inputs) (He et al. 2015), all
// others over +-sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010); biases are 0.
// parameters: in panels.
void FillInitialWeights(const NetworkShape& shape, v1::Activation activation, std::uint64_t seed,
                        std::uint32_t trial, std::span<float> parameters);

}  // namespace rung::mlp
