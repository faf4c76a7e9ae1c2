#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "rung/v1/search.pb.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// A trial's result at a rung.
enum class ComparedOutcome { kScored, kDiverged, kFailed };

struct ComparedTrial {
  v1::Configuration configuration;
  ComparedOutcome outcome = ComparedOutcome::kScored;
  double score = 0;  // these two where outcome is kScored
  double gap = 0;    // RankedTrial.gap
};

// The trials with a result at a rung.
struct ComparedRung {
  int rung = 0;
  int epochs = 0;
  std::vector<ComparedTrial> trials;
};

// What a hyperparameter, a field of Configuration, did at each rung. One row a
// value, in order, for enums, for whole numbers with at most 12 values, and for other
// numbers with at most 12 values of which most occur again; otherwise one row for
// each of up to 5 bins, the same at every rung, evenly wide on the hyperparameter's
// scale: logarithmic where all values are above 0 and span a factor of 20. A bin holds
// its lower edge; the last bin holds both. Rows without a trial are left out.
// `units` is the width of the widest layer; a trial without hidden layers has none
// and is left out. INVALID_ARGUMENT where there is no such hyperparameter.
absl::StatusOr<std::vector<v1::RungComparison>> CompareHyperparameter(
    std::span<const ComparedRung> rungs, std::string_view hyperparameter, bool higher_is_better);

}  // namespace rung
