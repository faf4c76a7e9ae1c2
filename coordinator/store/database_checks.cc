#include "coordinator/store/database_checks.h"

#include <fmt/format.h>

#include <cstdint>

#include "common/status_macros.h"
#include "coordinator/store/database_file.h"
#include "coordinator/store/schema.h"

namespace rung {
namespace {

absl::Status FindDamagedPage(Database& database) {
  // CHECKs held when the rows were written; to evaluate them again takes most of the time.
  RETURN_IF_ERROR(database.Execute("PRAGMA ignore_check_constraints = ON"));
  ASSIGN_OR_RETURN(Statement check, database.Prepare("PRAGMA integrity_check(1)"));
  ASSIGN_OR_RETURN(const bool has_row, check.Step());
  if (!has_row || check.Text(0) != "ok") {
    return absl::DataLossError(fmt::format("it is damaged: {}", check.Text(0)));
  }
  return database.Execute("PRAGMA ignore_check_constraints = OFF");
}

absl::Status FindBrokenReference(Database& database) {
  ASSIGN_OR_RETURN(Statement keys, database.Prepare("PRAGMA foreign_key_check"));
  ASSIGN_OR_RETURN(const bool is_broken, keys.Step());
  if (!is_broken) return absl::OkStatus();
  return absl::DataLossError(
      fmt::format("it is damaged: a row of {} names a row of {} that is not there", keys.Text(0),
                  keys.Text(2)));
}

}  // namespace

absl::Status AboutFile(const std::string& path, const absl::Status& status,
                       std::string_view way_out) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      fmt::format("{}: {}; {}", path, std::string(status.message()), way_out));
}

std::string WayOut(const std::string& path, const absl::Status& reason) {
  if (absl::IsResourceExhausted(reason)) return "make room on its disk";
  if (!absl::IsDataLoss(reason)) return "see that its disk and folder are in order";
  return fmt::format(
      "restore a backup by `rung-coordinator restore`, or move the file away to start an empty "
      "database; `rung-coordinator check --db {}` says what is damaged",
      path);
}

absl::Status CheckOwner(Database& database, const std::string& path) {
  constexpr char kReadSchema[] = "SELECT count(*) FROM sqlite_schema";
  const absl::Status read = database.Execute(kReadSchema);
  RETURN_IF_ERROR(AboutFile(path, read, WayOut(path, read)));
  ASSIGN_OR_RETURN(const std::int64_t application, database.QueryInt64("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t tables, database.QueryInt64(kReadSchema));
  if (application == kApplicationId || (application == 0 && tables == 0)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("{} belongs to another program (its application_id is {}); {}", path, application,
                  kNameOtherFile));
}

absl::Status CheckVersion(Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::int64_t version, database.QueryInt64("PRAGMA user_version"));
  const auto known = static_cast<std::int64_t>(Migrations().size());
  if (version <= known) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("{} has schema {}, and this rung knows schemas up to {}; "
                  "start a rung at least as new as the one that wrote it, or {}",
                  path, version, known, kNameOtherFile));
}

absl::Status CheckPages(Database& database, const std::string& path) {
  const absl::Status found = FindDamagedPage(database);
  return AboutFile(path, found, WayOut(path, found));
}

absl::Status CheckReferences(Database& database, const std::string& path) {
  const absl::Status found = FindBrokenReference(database);
  return AboutFile(path, found, WayOut(path, found));
}

}  // namespace rung
