#pragma once

#include <cstdint>
#include <optional>

#include "rung/v1/search_spec.pb.h"

namespace rung {

// A configuration may have at most this many weights between hidden layers.
inline constexpr std::int64_t kMaxHiddenWeights = std::int64_t{64} << 20;

// Weights between the hidden layers of a configuration; those of the first and
// last layer depend on the data and are not counted.
std::int64_t HiddenWeights(const v1::Configuration& configuration);

// The fewest hidden weights that a network of the space has.
std::int64_t LeastHiddenWeights(const v1::Space& space);

// How many different configurations within kMaxHiddenWeights a complete, checked
// spec can propose; nullopt where a range without a step makes them
// countless (over 1,000,000 values), where they are more than 2^63, or where networks over the cap
// leave more than can be counted one by one (over 1,000,000). A network without hidden layers has
// no width.
std::optional<std::uint64_t> DistinctConfigurations(const v1::SearchSpec& spec);

}  // namespace rung
