#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "coordinator/store/database.h"
#include "coordinator/store/search_rows.h"
#include "rung/v1/trial.pb.h"

namespace rung {

// The network of a trial after the highest rung that it has completed; whether its blob
// is still kept is not looked at. NOT_FOUND for a trial without a row,
// FAILED_PRECONDITION for one that has completed no rung.
absl::StatusOr<v1::Model> ReadModel(Database& database, const SearchRow& search,
                                    std::int64_t trial);

}  // namespace rung
