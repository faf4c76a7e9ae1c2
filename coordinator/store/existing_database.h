#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "coordinator/store/database.h"

namespace rung {

// Opens a database of this schema to read it, whether a coordinator uses it or not. Errors,
// each naming the file and the way out: NOT_FOUND, FAILED_PRECONDITION (another program's,
// or another schema), DATA_LOSS (no database), UNAVAILABLE.
absl::StatusOr<Database> OpenExisting(const std::string& path);

}  // namespace rung
