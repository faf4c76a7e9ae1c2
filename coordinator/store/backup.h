#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "coordinator/store/backup_folder.h"

namespace rung {

// Makes a backup of a database, which a coordinator may go on using. The folder must not
// exist; it appears once it is whole and durable. Errors, each with the way out: NOT_FOUND
// (no such database), ALREADY_EXISTS, FAILED_PRECONDITION (another program's, or another
// schema), DATA_LOSS (the database or a blob is damaged), RESOURCE_EXHAUSTED, UNAVAILABLE.
absl::StatusOr<BackupSize> BackUp(const std::string& database, const std::string& folder);

}  // namespace rung
