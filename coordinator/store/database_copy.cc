#include "coordinator/store/database_copy.h"

#include <sqlite3.h>

#include "common/status_macros.h"
#include "coordinator/store/database_checks.h"
#include "coordinator/store/session_rows.h"

namespace rung {
namespace {

// All pages in one step: with several, every commit in between would begin it anew.
absl::Status CopyPages(Database& from, Database& to) {
  sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (backup != nullptr) sqlite3_backup_step(backup, -1);
  const int code =
      backup == nullptr ? sqlite3_extended_errcode(to.handle()) : sqlite3_backup_finish(backup);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteStatus(code, sqlite3_errmsg(to.handle()));
}

}  // namespace

absl::Status CopyDatabase(Database& from, const std::string& to) {
  ASSIGN_OR_RETURN(Database copy, Database::Open(to, Database::Mode::kReadWrite));
  RETURN_IF_ERROR(copy.Execute("PRAGMA synchronous = FULL"));
  RETURN_IF_ERROR(AboutFile(to, CopyPages(from, copy), "make room, or choose another place"));
  RETURN_IF_ERROR(copy.Execute("PRAGMA journal_mode = DELETE"));
  return ForgetSessionKey(copy);
}

}  // namespace rung
