#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "coordinator/store/database.h"

// What a database must be before it is used. Each error names the file, which is at `path`,
// and the way out.
namespace rung {

inline constexpr std::string_view kNameOtherFile = "name another file for the database";

// An error with the file before it and the way out behind it; its code stays.
absl::Status AboutFile(const std::string& path, const absl::Status& status,
                       std::string_view way_out);

// What to do about a database that cannot be read for that reason.
std::string WayOut(const std::string& path, const absl::Status& reason);

// FAILED_PRECONDITION: the file was made by another program. DATA_LOSS: it is no database.
absl::Status CheckOwner(Database& database, const std::string& path);

// FAILED_PRECONDITION: a newer rung wrote it.
absl::Status CheckVersion(Database& database, const std::string& path);

// DATA_LOSS: its pages are damaged. Fast enough for every start: it compares no index with
// its table and evaluates no CHECK.
absl::Status CheckPages(Database& database, const std::string& path);

// DATA_LOSS: a row names another that is not there.
absl::Status CheckReferences(Database& database, const std::string& path);

}  // namespace rung
