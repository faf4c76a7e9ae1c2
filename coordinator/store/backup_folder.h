#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

// A backup is a folder: `rung.db`, one file without a log, and `rung.db-blobs`, with every
// blob that its rows need. So it is a database like any other, and is checked as one.
namespace rung {

std::string DatabaseInBackup(const std::string& folder);

struct BackupSize {
  std::int64_t database_bytes = 0;
  std::int64_t blob_count = 0;
};

absl::StatusOr<BackupSize> SizeOfBackup(const std::string& database, std::int64_t blob_count);

}  // namespace rung
