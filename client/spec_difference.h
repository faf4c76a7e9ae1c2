#pragma once

#include <string>

#include "rung/v1/search_spec.pb.h"

namespace rung {

// What differs between the spec that a search was started with and one that is to go on
// with it, defaults filled in: `modified: seed: 1 -> 2`, several joined by `; `; empty
// where nothing does. Where the data file lies is no difference, nor is an objective or
// a score that `wanted` leaves to the data.
std::string SpecDifference(const v1::SearchSpec& recorded, const v1::SearchSpec& wanted);

}  // namespace rung
