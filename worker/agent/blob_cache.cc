#include "worker/agent/blob_cache.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "common/sha256.h"
#include "common/status_macros.h"

namespace rung {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigestLength = 64;

struct CachedFile {
  fs::file_time_type used;
  fs::path path;
  std::int64_t bytes = 0;
};

// Whole blobs and, under longer names, what a process that died was fetching.
// Files that vanish meanwhile are left out.
std::vector<CachedFile> FilesByUse(const fs::path& directory) {
  std::vector<CachedFile> files;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    if (!IsSha256Hex(it->path().filename().string().substr(0, kDigestLength))) continue;
    std::error_code gone;
    CachedFile file{it->last_write_time(gone), it->path(), 0};
    if (!gone) file.bytes = static_cast<std::int64_t>(it->file_size(gone));
    if (!gone) files.push_back(std::move(file));
  }
  std::sort(files.begin(), files.end(),
            [](const CachedFile& a, const CachedFile& b) { return a.used < b.used; });
  return files;
}

absl::Status MakeDirectory(const fs::path& directory) {
  std::error_code error;
  const bool is_new = fs::create_directories(directory, error);
  if (!error && is_new) fs::permissions(directory, fs::perms::owner_all, error);
  if (!error) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("cannot make the cache directory {}: {}; name another with --cache",
                  directory.string(), error.message()));
}

// Who owns a directory may put other files in place of those that were verified. Root may
// anyway, and makes such as Kubernetes' emptyDir.
absl::Status CheckOwner(const fs::path& directory) {
  struct stat found{};
  if (stat(directory.c_str(), &found) != 0) {
    return absl::FailedPreconditionError(
        fmt::format("cannot look at the cache directory {}: {}; name another with --cache",
                    directory.string(), std::strerror(errno)));
  }
  if (found.st_uid == geteuid() || found.st_uid == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "the cache directory {} belongs to user {}, who may change the data in it; it must "
      "belong to this worker's user ({}) or root, so name another with --cache",
      directory.string(), found.st_uid, geteuid()));
}

}  // namespace

BlobCache::BlobCache(fs::path directory, std::int64_t max_bytes)
    : directory_(std::move(directory)), max_bytes_(max_bytes) {}

absl::StatusOr<BlobCache> BlobCache::Open(fs::path directory, std::int64_t max_bytes) {
  RETURN_IF_ERROR(MakeDirectory(directory));
  RETURN_IF_ERROR(CheckOwner(directory));
  return BlobCache(std::move(directory), max_bytes);
}

absl::StatusOr<std::string> BlobCache::PathOf(const std::string& digest, const Fetch& fetch) {
  if (!IsSha256Hex(digest)) {
    return absl::InvalidArgumentError(fmt::format("'{}' is not the digest of a blob", digest));
  }
  std::string path = (directory_ / digest).string();
  if (IsUsable(digest)) {
    std::error_code ignored;
    fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
    return path;
  }
  Remove(digest);
  RETURN_IF_ERROR(fetch(digest, path));
  verified_.insert(digest);
  RemoveOldest(digest);
  return path;
}

void BlobCache::Remove(const std::string& digest) {
  verified_.erase(digest);
  std::error_code ignored;
  fs::remove(directory_ / digest, ignored);
}

bool BlobCache::IsUsable(const std::string& digest) {
  const fs::path path = directory_ / digest;
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  if (verified_.contains(digest)) return true;
  const absl::StatusOr<std::string> found = Sha256HexOfFile(path.string());
  if (!found.ok() || *found != digest) return false;
  verified_.insert(digest);
  return true;
}

void BlobCache::RemoveOldest(const std::string& kept_digest) const {
  const std::vector<CachedFile> files = FilesByUse(directory_);
  std::int64_t total = 0;
  for (const CachedFile& file : files) total += file.bytes;
  for (const CachedFile& file : files) {
    if (total <= max_bytes_) return;
    if (file.path.filename() == kept_digest) continue;
    std::error_code ignored;
    fs::remove(file.path, ignored);
    total -= file.bytes;
  }
}

fs::path DefaultCacheDirectory(const char* xdg_cache_home, const char* home) {
  if (xdg_cache_home != nullptr && *xdg_cache_home != '\0') {
    return fs::path(xdg_cache_home) / "rung";
  }
  if (home != nullptr && *home != '\0') return fs::path(home) / ".cache" / "rung";
  return "rung-cache";
}

}  // namespace rung
