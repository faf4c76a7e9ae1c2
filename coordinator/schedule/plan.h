#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// A rung, if no trial diverges or fails.
struct RungPlan {
  int trials = 0;  // that enter
  int epochs = 0;  // to which they are trained; 0 where each configuration has its own
  int keep = 0;    // trials that go on; 0 at the top

  friend bool operator==(const RungPlan&, const RungPlan&) = default;
};

// What a search will do and cost, if no trial diverges or fails.
struct Plan {
  std::vector<RungPlan> rungs;           // lowest first
  std::int64_t epochs_with_resume = 0;   // each rung goes on from the one below
  std::int64_t epochs_from_scratch = 0;  // each rung starts anew
  bool may_stop_early = false;           // then these are the most
};

// The rungs of a checked spec. Random search has one. Halving: rung i holds
// floor(trials / eta^i) trials (Li et al. 2020, "A System for Massively Parallel
// Hyperparameter Tuning", Algorithm 1) at the levels of RungLevels.
std::vector<RungPlan> PlanRungs(const v1::SearchSpec& spec);

// The rungs and their cost. Where random search also searches the epochs, every trial
// is proposed to add them up: about a microsecond a draw. INVALID_ARGUMENT where a trial
// has no configuration, or all together take more than 10 draws a trial and a million beyond.
absl::StatusOr<Plan> PlanSearch(const v1::SearchSpec& spec);

}  // namespace rung
