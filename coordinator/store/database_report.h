#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace rung {

// What a database and its blobs are found to be. Each fault is a sentence.
struct DatabaseReport {
  std::string path;  // free of symbolic links
  std::int64_t schema = 0;
  std::int64_t blob_count = 0;  // that rows need
  std::vector<std::string> page_faults;
  std::vector<std::string> reference_faults;
  std::vector<std::string> blob_faults;

  bool is_sound() const {
    return page_faults.empty() && reference_faults.empty() && blob_faults.empty();
  }
};

// Reads a database through, and every blob that its rows need; nothing is changed, and a
// coordinator may go on using it. The path is that of a database or of one in a backup.
// Errors: NOT_FOUND (no such file), FAILED_PRECONDITION (another program's, or another
// schema), DATA_LOSS (no database at all), UNAVAILABLE.
absl::StatusOr<DatabaseReport> ReportOnDatabase(const std::string& path);

}  // namespace rung
