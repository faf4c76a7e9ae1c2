#pragma once

#include <span>
#include <vector>

#include "coordinator/facts/facts.h"

namespace rung::simulation {

// Committed facts in the order in which Store::Replay passes them on, which is not that
// of their commits: data, sessions, then search by search its trials, its rungs with their
// attempts, results and decision, and its finalists. Deleted searches, epochs and all
// states but the latest are left out.
std::vector<const Fact*> InReplayOrder(std::span<const Fact> committed);

}  // namespace rung::simulation
