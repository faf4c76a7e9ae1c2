#include "coordinator/store/migrations.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "common/status_macros.h"
#include "coordinator/store/database_file.h"

namespace rung {
namespace {

absl::Status CopyTo(Database& database, const std::string& copy) {
  // A copy that an interrupted start left may be incomplete.
  if (std::remove(copy.c_str()) != 0 && errno != ENOENT) {
    return absl::UnavailableError(
        fmt::format("cannot replace {}: {}; move it away", copy, std::strerror(errno)));
  }
  ASSIGN_OR_RETURN(Statement vacuum, database.Prepare("VACUUM INTO ?1"));
  return vacuum.Bind(copy).Run();
}

absl::Status ApplyMigration(Database& database, const char* migration, std::size_t number) {
  ASSIGN_OR_RETURN(Transaction transaction,
                   Transaction::Begin(database, Transaction::Kind::kWrite));
  RETURN_IF_ERROR(database.Execute(migration));
  RETURN_IF_ERROR(database.Execute(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, number)));
  return transaction.Commit();
}

}  // namespace

absl::Status Migrate(Database& database, const std::string& path,
                     std::span<const char* const> migrations) {
  ASSIGN_OR_RETURN(const std::int64_t version, database.QueryInt64("PRAGMA user_version"));
  const auto present = static_cast<std::size_t>(version);
  if (present > 0 && present < migrations.size()) {
    RETURN_IF_ERROR(CopyTo(database, fmt::format("{}.before-{}", path, migrations.size())));
  }
  for (std::size_t i = present; i < migrations.size(); ++i) {
    if (const absl::Status status = ApplyMigration(database, migrations[i], i + 1); !status.ok()) {
      return absl::Status(status.code(),
                          fmt::format("{}: making schema {} failed, nothing was changed: {}", path,
                                      i + 1, std::string(status.message())));
    }
  }
  return absl::OkStatus();
}

}  // namespace rung
