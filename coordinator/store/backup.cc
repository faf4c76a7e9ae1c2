#include "coordinator/store/backup.h"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <system_error>

#include "common/status_macros.h"
#include "coordinator/store/blob_copy.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/database_checks.h"
#include "coordinator/store/database_copy.h"
#include "coordinator/store/database_file.h"
#include "coordinator/store/existing_database.h"
#include "coordinator/store/unfinished_folder.h"

namespace rung {
namespace {

absl::Status CheckFolderIsFree(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(folder, error))) {
    return absl::OkStatus();
  }
  return absl::AlreadyExistsError(fmt::format(
      "{} is there already, and nothing is overwritten; name another folder by --to", folder));
}

// A coordinator may remove a blob between the copy of the rows, which need it, and its own.
// Then the rows have changed, and both are copied again; there is less to copy each time.
absl::StatusOr<std::int64_t> CopyInUse(Database& database, const std::string& path,
                                       const std::string& copy) {
  constexpr int kMaxRounds = 5;
  ASSIGN_OR_RETURN(const auto blobs, BlobStore::Open(BlobDirectory(copy)));
  absl::StatusOr<std::int64_t> count = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    RETURN_IF_ERROR(CopyDatabase(database, copy));
    count = CopyBlobsInUse(copy, BlobDirectory(path), *blobs);
    if (!absl::IsNotFound(count.status())) break;
  }
  if (count.ok()) return count;
  return AboutFile(path, count.status(),
                   "no backup was made; `rung-coordinator check` says what else is wrong");
}

}  // namespace

absl::StatusOr<BackupSize> BackUp(const std::string& database, const std::string& folder) {
  RETURN_IF_ERROR(CheckFolderIsFree(folder));
  ASSIGN_OR_RETURN(const std::string path, ResolveLinks(database));
  ASSIGN_OR_RETURN(Database source, OpenExisting(path));
  RETURN_IF_ERROR(CheckPages(source, path));
  RETURN_IF_ERROR(CheckReferences(source, path));
  ASSIGN_OR_RETURN(UnfinishedFolder unfinished, UnfinishedFolder::Make(folder));
  ASSIGN_OR_RETURN(const std::int64_t blobs,
                   CopyInUse(source, path, DatabaseInBackup(unfinished.path())));
  RETURN_IF_ERROR(unfinished.Become(folder));
  return SizeOfBackup(DatabaseInBackup(folder), blobs);
}

}  // namespace rung
