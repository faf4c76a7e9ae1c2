#pragma once

#include <cstdint>
#include <span>

#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/row_outcome.h"

namespace rung::mlp {

// The standard error of a score over its rows: the standard deviation of the score
// over 1,000 bootstrap samples (Efron 1979), each as many rows drawn with
// replacement. A function of the outcomes, seed and trial; in the label's unit.
// There is at least 1 and there are fewer than 2^32 outcomes.
double Spread(std::span<const RowOutcome> outcomes, v1::Metric score, double target_scale,
              std::uint64_t seed, std::uint32_t trial);

}  // namespace rung::mlp
