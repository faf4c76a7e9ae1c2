#pragma once

#include "absl/status/statusor.h"
#include "coordinator/store/database.h"

namespace rung {

// Removes at most `rows` rows of deleted searches, in the writer's transaction;
// false when none is left.
absl::StatusOr<bool> SweepDeleted(Database& database, int rows);

}  // namespace rung
