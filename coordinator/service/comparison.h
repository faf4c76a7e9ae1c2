#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "coordinator/store/reader.h"
#include "rung/v1/search.pb.h"

namespace rung {

// What a hyperparameter did in a recorded search; epochs under halving are compared
// along the learning curves, with gaps where a rung ended. Errors: NOT_FOUND, INVALID_ARGUMENT.
absl::StatusOr<v1::CompareHyperparameterResponse> CompareInSearch(
    Reader& reader, const std::string& search, const std::string& hyperparameter);

}  // namespace rung
