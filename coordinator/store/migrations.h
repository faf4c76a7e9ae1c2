#pragma once

#include <span>
#include <string>

#include "absl/status/status.h"
#include "coordinator/store/database.h"

namespace rung {

// Brings a database to schema migrations.size(): migration i, from 1, makes schema i
// of schema i - 1, in a transaction of its own that also sets user_version. A file
// that holds an older schema is copied to `{path}.before-{new schema}` first.
absl::Status Migrate(Database& database, const std::string& path,
                     std::span<const char* const> migrations);

}  // namespace rung
