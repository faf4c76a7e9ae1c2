#include "coordinator/store/database_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "common/status_macros.h"
#include "coordinator/store/database_checks.h"
#include "coordinator/store/migrations.h"
#include "coordinator/store/schema.h"

namespace rung {
namespace {

struct FileSystem {
  std::int64_t type;
  const char* name;
};

// f_type of statfs(2).
constexpr std::array kRefused = {
    FileSystem{0x6969, "NFS"},      FileSystem{0x517B, "SMB"},
    FileSystem{0xFE534D42, "SMB2"}, FileSystem{0xFF534D42, "CIFS"},
    FileSystem{0x65735546, "FUSE"}, FileSystem{0x01021997, "9p"},
    FileSystem{0x00C36400, "Ceph"}, FileSystem{0x0BD00BD0, "Lustre"},
    FileSystem{0x47504653, "GPFS"}, FileSystem{0x5346414F, "AFS"},
    FileSystem{0x6B414653, "AFS"},  FileSystem{0x7461636F, "OCFS2"},
    FileSystem{0x01161970, "GFS2"}, FileSystem{0x19830326, "BeeGFS"},
};

absl::Status CheckDirectory(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string directory = parent.empty() ? "." : parent.string();
  struct statfs info;
  if (statfs(directory.c_str(), &info) != 0) {
    return absl::UnavailableError(fmt::format("{}: {}; make the directory, or {}", directory,
                                              std::strerror(errno), kNameOtherFile));
  }
  return CheckFileSystem(path, static_cast<std::int64_t>(info.f_type) & 0xFFFFFFFF);
}

// By a second name the file could be opened beside its lock and its log.
absl::Status CheckOnlyName(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0 || info.st_nlink == 1) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format("{} has {} hard links; remove the others, or {}",
                                                   path, info.st_nlink, kNameOtherFile));
}

absl::Status SetWriterPragmas(Database& database) {
  {
    ASSIGN_OR_RETURN(Statement mode, database.Prepare("PRAGMA journal_mode = WAL"));
    ASSIGN_OR_RETURN(const bool has_row, mode.Step());
    if (!has_row || mode.Text(0) != "wal") {
      return absl::FailedPreconditionError("the file system allows no write-ahead log");
    }
  }
  // The housekeeper moves pages out of the log; but only a commit that finds all of them moved
  // begins the log anew, which under steady commits none would but those that move the rest.
  return database.Execute(
      "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4096;"
      "PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = OFF;"
      "PRAGMA cache_size = -65536");
}

}  // namespace

absl::Status CheckFileSystem(const std::string& path, std::int64_t file_system) {
  const auto refused = std::find_if(kRefused.begin(), kRefused.end(),
                                    [&](const FileSystem& one) { return one.type == file_system; });
  if (refused == kRefused.end()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("{} is on {}, where SQLite's locks cannot be trusted; "
                  "put the database on a disk of this machine",
                  path, refused->name));
}

absl::StatusOr<std::string> ResolveLinks(const std::string& path) {
  std::error_code error;
  const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, error);
  if (error) {
    return absl::UnavailableError(fmt::format("{}: {}; {}", path, error.message(), kNameOtherFile));
  }
  if (std::filesystem::is_symlink(resolved, error)) {
    return absl::UnavailableError(fmt::format(
        "{} is a symbolic link that leads to no file; mend it, or {}", path, kNameOtherFile));
  }
  return resolved.string();
}

std::string BlobDirectory(const std::string& path) { return path + "-blobs"; }

absl::StatusOr<DatabaseFile> DatabaseFile::Lock(const std::string& given) {
  ASSIGN_OR_RETURN(const std::string path, ResolveLinks(given));
  RETURN_IF_ERROR(CheckDirectory(path));
  const std::string lock_path = path + ".lock";
  Descriptor lock(open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.ok() && errno == ENOSPC) {
    return absl::ResourceExhaustedError(fmt::format("cannot make {}: the disk is full", lock_path));
  }
  if (!lock.ok()) {
    return absl::UnavailableError(fmt::format("cannot open {}: {}; make its directory writable",
                                              lock_path, std::strerror(errno)));
  }
  if (flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(
        fmt::format("{} is in use by another coordinator, which holds {}; stop that one, or {}",
                    path, lock_path, kNameOtherFile));
  }
  RETURN_IF_ERROR(CheckOnlyName(path));
  return DatabaseFile(path, std::move(lock));
}

absl::StatusOr<Database> DatabaseFile::OpenChecked() const {
  ASSIGN_OR_RETURN(Database database, Database::Open(path_, Database::Mode::kReadWrite));
  // Until it is known to be ours, not even closing it may write to the file.
  sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  RETURN_IF_ERROR(CheckOwner(database, path_));
  RETURN_IF_ERROR(CheckVersion(database, path_));
  RETURN_IF_ERROR(AboutFile(path_, SetWriterPragmas(database), kNameOtherFile));
  RETURN_IF_ERROR(CheckPages(database, path_));
  RETURN_IF_ERROR(CheckReferences(database, path_));
  RETURN_IF_ERROR(Migrate(database, path_, Migrations()));
  sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  return database;
}

absl::StatusOr<Database> DatabaseFile::OpenAgain() const {
  ASSIGN_OR_RETURN(Database database, Database::Open(path_, Database::Mode::kReadWrite));
  RETURN_IF_ERROR(SetWriterPragmas(database));
  return database;
}

}  // namespace rung
