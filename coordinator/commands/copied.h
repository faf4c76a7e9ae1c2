#pragma once

#include <fmt/format.h>

#include <string>

#include "absl/status/statusor.h"
#include "coordinator/commands/fail.h"
#include "coordinator/store/backup_folder.h"

namespace rung {

// Says what was copied to `place`, or why it was not, and answers the exit code.
inline int Copied(const std::string& place, const absl::StatusOr<BackupSize>& size) {
  if (!size.ok()) return Fail(size.status());
  fmt::print("{}: a database of {} bytes and {} blobs\n", place, size->database_bytes,
             size->blob_count);
  return 0;
}

}  // namespace rung
