#include "coordinator/store/existing_database.h"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <system_error>

#include "common/status_macros.h"
#include "coordinator/store/database_checks.h"
#include "coordinator/store/schema.h"

namespace rung {
namespace {

absl::Status CheckExists(const std::string& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return absl::OkStatus();
  return absl::NotFoundError(fmt::format("there is no database {}; name one by --db", path));
}

absl::Status CheckNotOlder(Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::int64_t version, database.QueryInt64("PRAGMA user_version"));
  if (std::cmp_equal(version, Migrations().size())) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("{} has schema {}, and this rung's is {}; use the rung that wrote it, or start a "
                  "coordinator on it, which brings it up to date",
                  path, version, Migrations().size()));
}

}  // namespace

absl::StatusOr<Database> OpenExisting(const std::string& path) {
  RETURN_IF_ERROR(CheckExists(path));
  ASSIGN_OR_RETURN(Database database, Database::Open(path, Database::Mode::kReadOnly));
  RETURN_IF_ERROR(CheckOwner(database, path));
  RETURN_IF_ERROR(CheckVersion(database, path));
  RETURN_IF_ERROR(CheckNotOlder(database, path));
  return database;
}

}  // namespace rung
