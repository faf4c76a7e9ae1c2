#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rung/v1/search_spec.pb.h"

namespace rung::mlp {

// What a row of each class weighs, as v1::ClassWeight says, given the classes of the
// training rows, 0 … class_count - 1; empty where every row weighs 1. A class without
// rows weighs 0.
std::vector<float> ClassWeights(v1::ClassWeight kind, std::span<const std::int32_t> classes,
                                std::int32_t class_count);

}  // namespace rung::mlp
