#include "coordinator/store/restore.h"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "common/status_macros.h"
#include "coordinator/store/blob_copy.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/database_copy.h"
#include "coordinator/store/database_file.h"
#include "coordinator/store/database_report.h"
#include "coordinator/store/durable_rename.h"
#include "coordinator/store/existing_database.h"

namespace rung {
namespace {

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(path, error));
}

absl::Status CheckIsBackup(const std::string& folder) {
  if (Exists(DatabaseInBackup(folder))) return absl::OkStatus();
  return absl::NotFoundError(fmt::format(
      "{} is no backup: it holds no rung.db; name a folder that `rung-coordinator backup` made",
      folder));
}

// The log of an earlier database would be taken for one of the new.
absl::Status CheckFileIsFree(const std::string& path) {
  for (const std::string_view suffix : {"", "-wal", "-journal"}) {
    const std::string taken = fmt::format("{}{}", path, suffix);
    if (!Exists(taken)) continue;
    return absl::AlreadyExistsError(fmt::format(
        "{} is there already, and nothing is overwritten; move it away, or name another file by "
        "--db",
        taken));
  }
  return absl::OkStatus();
}

absl::Status CheckIsSound(const std::string& folder) {
  ASSIGN_OR_RETURN(const DatabaseReport report, ReportOnDatabase(DatabaseInBackup(folder)));
  if (report.is_sound()) return absl::OkStatus();
  return absl::DataLossError(
      fmt::format("the backup {} is damaged, and nothing was restored; choose another; "
                  "`rung-coordinator check --db {}` says what is wrong with it",
                  folder, report.path));
}

// What a restoration that was killed may have left.
void RemoveUnfinished(const std::string& unfinished) {
  std::error_code ignored;
  for (const std::string_view suffix : {"", "-wal", "-shm", "-journal"}) {
    std::filesystem::remove(fmt::format("{}{}", unfinished, suffix), ignored);
  }
}

}  // namespace

absl::StatusOr<BackupSize> Restore(const std::string& folder, const std::string& database) {
  RETURN_IF_ERROR(CheckIsBackup(folder));
  // To the end, so that no coordinator begins in the middle.
  ASSIGN_OR_RETURN(const DatabaseFile file, DatabaseFile::Lock(database));
  const std::string& path = file.path();
  RETURN_IF_ERROR(CheckFileIsFree(path));
  RETURN_IF_ERROR(CheckIsSound(folder));

  const std::string source = DatabaseInBackup(folder);
  ASSIGN_OR_RETURN(const auto blobs, BlobStore::Open(BlobDirectory(path)));
  ASSIGN_OR_RETURN(const std::int64_t count, CopyBlobsInUse(source, BlobDirectory(source), *blobs));
  const std::string unfinished = path + ".unfinished";
  RemoveUnfinished(unfinished);
  ASSIGN_OR_RETURN(Database backup, OpenExisting(source));
  RETURN_IF_ERROR(CopyDatabase(backup, unfinished));
  RETURN_IF_ERROR(RenameDurably(unfinished, path));  // last: where the database is, all is
  return SizeOfBackup(path, count);
}

}  // namespace rung
