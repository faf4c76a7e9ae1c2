#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/descriptor.h"
#include "coordinator/store/database.h"

namespace rung {

// Marks our files among those of all programs that use SQLite: "rung" in ASCII.
inline constexpr std::int64_t kApplicationId = 0x72756e67;

// FAILED_PRECONDITION where `file_system`, f_type of statfs(2), is one that another
// machine may write to at the same time, or whose locks are not to be trusted.
absl::Status CheckFileSystem(const std::string& path, std::int64_t file_system);

// The one path of a file, whatever symbolic links lead to it. UNAVAILABLE: they lead nowhere.
absl::StatusOr<std::string> ResolveLinks(const std::string& path);

// The directory of a database's blobs, which is beside the file itself.
std::string BlobDirectory(const std::string& path);

// The right to be the one coordinator of a database file, held by a lock on
// `{path}.lock` for as long as this lives, where `path` is free of symbolic links.
class DatabaseFile {
 public:
  // Errors: FAILED_PRECONDITION (held by another, a network file system, a file with
  // hard links), UNAVAILABLE (the lock cannot be made).
  static absl::StatusOr<DatabaseFile> Lock(const std::string& given);

  // Checks whose file it is before anything is written, sets the writer's pragmas,
  // checks the content and migrates it. Errors as of Store::Open.
  absl::StatusOr<Database> OpenChecked() const;

  // The same for a file that was checked before.
  absl::StatusOr<Database> OpenAgain() const;

  const std::string& path() const { return path_; }

 private:
  DatabaseFile(std::string path, Descriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  Descriptor lock_;
};

}  // namespace rung
