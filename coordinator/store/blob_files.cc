#include "coordinator/store/blob_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>

#include "common/sha256.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<Descriptor> OpenBlob(const BlobPlace& place, const std::string& digest) {
  Descriptor file(
      openat(place.directory.number(), digest.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file.ok()) return DiskError("open blob", digest);
  return file;
}

absl::StatusOr<std::string> DigestOfFile(const BlobPlace& place, const std::string& digest) {
  constexpr std::int64_t kPiece = 1 << 20;
  ASSIGN_OR_RETURN(const Descriptor file, OpenBlob(place, digest));
  Sha256 hash;
  for (std::int64_t offset = 0;; offset += kPiece) {
    ASSIGN_OR_RETURN(const std::string piece, ReadAt(file.number(), offset, kPiece));
    hash.Update(piece);
    if (std::ssize(piece) < kPiece) return hash.Hex();
  }
}

}  // namespace

absl::Status DiskError(std::string_view what, std::string_view name) {
  const int error = errno;
  const std::string message = fmt::format("cannot {} {}: {}", what, name, std::strerror(error));
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    return absl::ResourceExhaustedError(message + "; make room on the coordinator's disk");
  }
  return absl::UnavailableError(message);
}

absl::StatusOr<Descriptor> OpenDirectory(int parent, const std::string& path) {
  const bool is_made = mkdirat(parent, path.c_str(), 0700) == 0;
  if (!is_made && errno != EEXIST) return DiskError("make the directory", path);
  Descriptor directory(openat(parent, path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.ok()) return DiskError("open the directory", path);
  if (!is_made) return directory;
  // What is in it outlasts a loss of power only if it does.
  const Descriptor above(openat(directory.number(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!above.ok() || fsync(above.number()) != 0) return DiskError("sync the directory above", path);
  return directory;
}

absl::StatusOr<std::int64_t> FileSize(const BlobPlace& place, const std::string& digest) {
  struct stat info;
  if (fstatat(place.directory.number(), digest.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISREG(info.st_mode)) {
    return info.st_size;
  }
  return absl::NotFoundError(fmt::format("there is no blob {}", digest));
}

absl::StatusOr<std::int64_t> BlobSize(const BlobPlace& place, const std::string& digest) {
  ASSIGN_OR_RETURN(const std::int64_t size, FileSize(place, digest));
  if (place.verified.Contains(digest)) return size;
  ASSIGN_OR_RETURN(const std::string found, DigestOfFile(place, digest));
  if (found != digest) {
    return absl::NotFoundError(fmt::format("the blob {} is damaged", digest));
  }
  place.verified.Insert(digest);
  return size;
}

absl::Status SyncBlob(const BlobPlace& place, const std::string& digest) {
  ASSIGN_OR_RETURN(const Descriptor file, OpenBlob(place, digest));
  if (fdatasync(file.number()) != 0) return DiskError("sync blob", digest);
  if (fsync(place.directory.number()) == 0) return absl::OkStatus();
  return DiskError("sync the directory of blob", digest);
}

absl::Status WriteAt(int file, std::string_view data, std::int64_t offset) {
  while (!data.empty()) {
    const ssize_t written = pwrite(file, data.data(), data.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return DiskError("write", "a blob");
    data.remove_prefix(static_cast<std::size_t>(written));
    offset += written;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAt(int file, std::int64_t offset, std::int64_t size) {
  std::string data(static_cast<std::size_t>(size), '\0');
  std::size_t done = 0;
  while (done < data.size()) {
    const ssize_t got = pread(file, data.data() + done, data.size() - done,
                              offset + static_cast<std::int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return DiskError("read", "a blob");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  data.resize(done);
  return data;
}

absl::Status ForEachFile(int directory, const std::function<void(const std::string&)>& take) {
  const int again = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* listing = again < 0 ? nullptr : fdopendir(again);
  if (listing == nullptr) return DiskError("list", "the directory of blobs");
  const std::unique_ptr<DIR, int (*)(DIR*)> closer(listing, closedir);
  while (const dirent* entry = readdir(listing)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") take(name);
  }
  return absl::OkStatus();
}

}  // namespace rung
