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

// The start of the message names the file; the code stays.
absl::Status About(const std::string& path, const absl::Status& status, std::string_view way_out) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      fmt::format("{}: {}; {}", path, std::string(status.message()), way_out));
}

constexpr std::string_view kRestore =
    "restore a backup, or move the file away to start an empty database";
constexpr std::string_view kOtherFile = "name another file for the database";

absl::Status CheckDirectory(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string directory = parent.empty() ? "." : parent.string();
  struct statfs info;
  if (statfs(directory.c_str(), &info) != 0) {
    return absl::UnavailableError(fmt::format("{}: {}; make the directory, or {}", directory,
                                              std::strerror(errno), kOtherFile));
  }
  return CheckFileSystem(path, static_cast<std::int64_t>(info.f_type) & 0xFFFFFFFF);
}

// The one path of a file, whatever symbolic links lead to it.
absl::StatusOr<std::string> ResolveLinks(const std::string& path) {
  std::error_code error;
  const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, error);
  if (error) {
    return absl::UnavailableError(fmt::format("{}: {}; {}", path, error.message(), kOtherFile));
  }
  if (std::filesystem::is_symlink(resolved, error)) {
    return absl::UnavailableError(fmt::format(
        "{} is a symbolic link that leads to no file; mend it, or {}", path, kOtherFile));
  }
  return resolved.string();
}

// By a second name the file could be opened beside its lock and its log.
absl::Status CheckOnlyName(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0 || info.st_nlink == 1) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format("{} has {} hard links; remove the others, or {}",
                                                   path, info.st_nlink, kOtherFile));
}

absl::Status CheckOwner(Database& database, const std::string& path) {
  constexpr char kReadSchema[] = "SELECT count(*) FROM sqlite_schema";
  RETURN_IF_ERROR(About(path, database.Execute(kReadSchema), kRestore));
  ASSIGN_OR_RETURN(const std::int64_t application, database.QueryInt64("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t tables, database.QueryInt64(kReadSchema));
  if (application == kApplicationId || (application == 0 && tables == 0)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("{} belongs to another program (its application_id is {}); {}", path, application,
                  kOtherFile));
}

absl::Status CheckVersion(Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::int64_t version, database.QueryInt64("PRAGMA user_version"));
  const auto known = static_cast<std::int64_t>(Migrations().size());
  if (version <= known) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("{} has schema {}, and this rung knows schemas up to {}; "
                  "start a rung at least as new as the one that wrote it, or {}",
                  path, version, known, kOtherFile));
}

absl::Status CheckPages(Database& database) {
  // CHECKs held when the rows were written; to evaluate them again takes most of the time.
  RETURN_IF_ERROR(database.Execute("PRAGMA ignore_check_constraints = ON"));
  ASSIGN_OR_RETURN(Statement check, database.Prepare("PRAGMA quick_check(1)"));
  ASSIGN_OR_RETURN(const bool has_row, check.Step());
  if (!has_row || check.Text(0) != "ok") {
    return absl::DataLossError(fmt::format("it is damaged: {}", check.Text(0)));
  }
  return database.Execute("PRAGMA ignore_check_constraints = OFF");
}

absl::Status CheckReferences(Database& database) {
  ASSIGN_OR_RETURN(Statement keys, database.Prepare("PRAGMA foreign_key_check"));
  ASSIGN_OR_RETURN(const bool is_broken, keys.Step());
  if (!is_broken) return absl::OkStatus();
  return absl::DataLossError(
      fmt::format("it is damaged: a row of {} names a row of {} that is not there", keys.Text(0),
                  keys.Text(2)));
}

absl::Status SetWriterPragmas(Database& database) {
  {
    ASSIGN_OR_RETURN(Statement mode, database.Prepare("PRAGMA journal_mode = WAL"));
    ASSIGN_OR_RETURN(const bool has_row, mode.Step());
    if (!has_row || mode.Text(0) != "wal") {
      return absl::FailedPreconditionError("the file system allows no write-ahead log");
    }
  }
  return database.Execute(
      "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;"
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

absl::StatusOr<DatabaseFile> DatabaseFile::Lock(const std::string& given) {
  ASSIGN_OR_RETURN(const std::string path, ResolveLinks(given));
  RETURN_IF_ERROR(CheckDirectory(path));
  const std::string lock_path = path + ".lock";
  Descriptor lock(open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.ok()) {
    return absl::UnavailableError(fmt::format("cannot open {}: {}; make its directory writable",
                                              lock_path, std::strerror(errno)));
  }
  if (flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(
        fmt::format("{} is in use by another coordinator, which holds {}; stop that one, or {}",
                    path, lock_path, kOtherFile));
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
  RETURN_IF_ERROR(About(path_, SetWriterPragmas(database), kOtherFile));
  RETURN_IF_ERROR(About(path_, CheckPages(database), kRestore));
  RETURN_IF_ERROR(About(path_, CheckReferences(database), kRestore));
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
