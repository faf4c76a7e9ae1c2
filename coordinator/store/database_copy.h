#pragma once

#include <string>

#include "absl/status/status.h"
#include "coordinator/store/database.h"

namespace rung {

// Copies what a database holds at one moment to the file `to`, whose earlier content, if
// any, is replaced. Others may write to `from` meanwhile. The copy is one file without a
// log, and durable; it does not know the names of sessions. RESOURCE_EXHAUSTED, UNAVAILABLE.
absl::Status CopyDatabase(Database& from, const std::string& to);

}  // namespace rung
