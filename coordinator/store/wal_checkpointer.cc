#include "coordinator/store/wal_checkpointer.h"

#include <sqlite3.h>

#include "common/status_macros.h"

namespace rung {

absl::StatusOr<std::unique_ptr<WalCheckpointer>> WalCheckpointer::Open(const std::string& path) {
  ASSIGN_OR_RETURN(Database database, Database::Open(path, Database::Mode::kReadWrite));
  // Readers that come and go must not hold up the writers that wait for a truncation.
  sqlite3_busy_timeout(database.handle(), 0);
  // The first question makes the connection see that there is a log.
  RETURN_IF_ERROR(
      database.Execute("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;"
                       "SELECT count(*) FROM sqlite_schema"));
  return std::unique_ptr<WalCheckpointer>(new WalCheckpointer(std::move(database)));
}

absl::Status WalCheckpointer::Checkpoint() { return Run(SQLITE_CHECKPOINT_PASSIVE); }

absl::Status WalCheckpointer::Truncate() { return Run(SQLITE_CHECKPOINT_TRUNCATE); }

absl::Status WalCheckpointer::Run(int mode) {
  const int code = sqlite3_wal_checkpoint_v2(database_.handle(), nullptr, mode, nullptr, nullptr);
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) return absl::OkStatus();
  return SqliteStatus(code, sqlite3_errmsg(database_.handle()));
}

}  // namespace rung
