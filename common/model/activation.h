#pragma once

#include <span>

#include "rung/v1/search_spec.pb.h"

namespace rung {

// Applies an activation function (its formula is with v1::Activation) to each number.
void Activate(v1::Activation activation, std::span<float> values);

}  // namespace rung
