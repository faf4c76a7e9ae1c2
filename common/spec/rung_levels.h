#pragma once

#include <cstdint>
#include <vector>

#include "rung/v1/search_spec.pb.h"

namespace rung {

// The epochs of each rung, lowest first: level k is floor(epochs / eta^(K-k)),
// where K is the largest k with min_epochs * eta^k <= epochs. The last is exactly
// `epochs`, the first at least min_epochs. Integers alone: a logarithm in
// doubles loses a rung at 243 epochs and eta 3. Needs eta >= 2 and 1 <= min_epochs <= epochs.
std::vector<int> RungLevels(const v1::SuccessiveHalving& halving);

// eta^K: the least number of trials of which one reaches the top.
std::int64_t LeastTrials(const v1::SuccessiveHalving& halving);

}  // namespace rung
