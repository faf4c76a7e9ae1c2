#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "coordinator/store/backup_folder.h"

namespace rung {

// Makes a database of a backup after reading that through. There must be none before, and
// nothing is overwritten; blobs that are there already stay. The database appears once all
// is whole and durable. Errors, each with the way out: NOT_FOUND (no backup), ALREADY_EXISTS,
// DATA_LOSS (the backup is damaged), FAILED_PRECONDITION and others as of DatabaseFile::Lock
// and ReportOnDatabase, RESOURCE_EXHAUSTED, UNAVAILABLE.
absl::StatusOr<BackupSize> Restore(const std::string& folder, const std::string& database);

}  // namespace rung
