#include "client/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "client/random_id.h"
#include "common/descriptor.h"
#include "common/status_macros.h"
#include "common/write_all.h"

namespace rung {
namespace {

absl::Status CannotWrite(const std::string& path, int error) {
  return absl::InvalidArgumentError(fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

absl::Status FileExistsError(const std::string& path) {
  return absl::AlreadyExistsError(
      fmt::format("{} exists; overwrite it with --force, or give another file", path));
}

// Where links lead from a path; there need be nothing.
std::filesystem::path PlaceOf(std::filesystem::path path) {
  constexpr int kMostLinks = 40;  // as in the kernel
  std::error_code error;
  for (int i = 0; i < kMostLinks && std::filesystem::is_symlink(path, error); ++i) {
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
  }
  return path;
}

// Answers an error number, 0 for none.
int WriteNewFile(const std::string& path, std::string_view content, FileReaders readers) {
  constexpr mode_t kOwner = S_IRUSR | S_IWUSR;
  constexpr mode_t kAll = kOwner | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;
  const bool is_private = readers == FileReaders::kOwner;
  const Descriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, is_private ? kOwner : kAll));
  if (!file.ok() || (is_private && fchmod(file.number(), kOwner) != 0)) return errno;
  return WriteAll(file.number(), content) && fsync(file.number()) == 0 ? 0 : errno;
}

// Likewise. A file that came there meanwhile is overwritten only on file systems that cannot tell.
int Move(const std::string& from, const std::string& to, bool overwrites) {
  const unsigned flags = overwrites ? 0U : unsigned{RENAME_NOREPLACE};
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

}  // namespace

absl::Status CheckOutputFile(const std::string& path, bool overwrites) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return absl::OkStatus();
  if (!std::filesystem::is_regular_file(status)) {
    return absl::InvalidArgumentError(fmt::format("{} is not a file; give another one", path));
  }
  if (overwrites) return absl::OkStatus();
  return FileExistsError(path);
}

absl::Status WriteOutputFile(const std::string& path, std::string_view content, bool overwrites,
                             FileReaders readers) {
  RETURN_IF_ERROR(CheckOutputFile(path, overwrites));
  const std::filesystem::path place = PlaceOf(path);
  const std::string part = place.parent_path() / (".rung-" + RandomId());
  int error = WriteNewFile(part, content, readers);
  if (error == 0) error = Move(part, place, overwrites);
  if (error == 0) return absl::OkStatus();
  std::remove(part.c_str());
  return error == EEXIST ? FileExistsError(path) : CannotWrite(path, error);
}

}  // namespace rung
