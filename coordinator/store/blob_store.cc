#include "coordinator/store/blob_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/sha256.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr char kIncoming[] = "incoming";

// Uploads that are remembered at one time. Who loses one begins again.
constexpr std::size_t kMaxUploads = 4096;
// Who was refused for want of room asks again within less.
constexpr std::chrono::seconds kRefusalCounts(30);

absl::Status CheckDigest(std::string_view digest) {
  if (IsSha256Hex(digest)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "a blob is named by its SHA-256, 64 lower-case hexadecimal digits");
}

absl::Status CheckPiece(const std::string& digest, std::int64_t size, std::int64_t offset,
                        std::int64_t length) {
  RETURN_IF_ERROR(CheckDigest(digest));
  if (length > BlobStore::kMaxPiece) {
    return absl::InvalidArgumentError(
        fmt::format("a piece of {} bytes is too long; at most {} go in one call", length,
                    BlobStore::kMaxPiece));
  }
  if (size < 1 || offset < 0 || offset > size || length > size - offset) {
    return absl::InvalidArgumentError(
        fmt::format("a piece of {} bytes at {} does not lie within a content of {} bytes", length,
                    offset, size));
  }
  return absl::OkStatus();
}

absl::StatusOr<Descriptor> OpenFile(int directory, const std::string& name) {
  Descriptor file(openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (file.ok()) return file;
  if (errno == ENOENT) return absl::NotFoundError(fmt::format("there is no file {}", name));
  return DiskError("open", name);
}

absl::StatusOr<std::int64_t> SizeOfFile(int file) {
  struct stat info;
  if (fstat(file, &info) != 0) return DiskError("read", "a blob");
  return info.st_size;
}

}  // namespace

absl::StatusOr<std::unique_ptr<BlobStore>> BlobStore::Open(const std::string& directory,
                                                           std::int64_t quota_bytes,
                                                           std::function<Time()> clock) {
  std::unique_ptr<BlobStore> store(new BlobStore(directory, std::move(clock)));
  BlobPlace& place = store->place_;
  place.quota_bytes = quota_bytes;
  ASSIGN_OR_RETURN(place.directory, OpenDirectory(AT_FDCWD, directory));
  ASSIGN_OR_RETURN(place.incoming, OpenDirectory(place.directory.number(), kIncoming));
  RETURN_IF_ERROR(ForEachFile(place.incoming.number(), [&](const std::string& left_over) {
    unlinkat(place.incoming.number(), left_over.c_str(), 0);
  }));
  RETURN_IF_ERROR(store->CountBlobs());
  return store;
}

bool BlobStore::IsShortOfSpace() const {
  struct statvfs disk{};
  const bool is_known = fstatvfs(place_.directory.number(), &disk) == 0;
  return total_bytes() > place_.quota_bytes - place_.quota_bytes / 10 ||
         (is_known && disk.f_bavail < disk.f_blocks / 10);
}

absl::Status BlobStore::CountBlobs() {
  ASSIGN_OR_RETURN(const std::vector<StoredBlob> blobs, List());
  for (const StoredBlob& blob : blobs) place_.total_bytes += blob.size;
  return absl::OkStatus();
}

absl::StatusOr<std::int64_t> BlobStore::Put(const std::string& digest, std::int64_t size,
                                            std::int64_t offset, std::string_view data) {
  RETURN_IF_ERROR(CheckPiece(digest, size, offset, static_cast<std::int64_t>(data.size())));
  std::shared_ptr<BlobUpload> upload = FindUpload(digest);
  const absl::StatusOr<std::int64_t> stored = upload->Put(size, offset, data);
  GiveBack(digest, std::move(upload), stored.status());
  return stored;
}

std::shared_ptr<BlobUpload> BlobStore::FindUpload(const std::string& digest) {
  const MutexLock lock(mutex_);
  if (uploads_.size() >= kMaxUploads && !uploads_.contains(digest)) DropLeastRecent();
  Known& known = uploads_[digest];
  if (known.upload == nullptr) known.upload = std::make_shared<BlobUpload>(digest, place_);
  known.last_use = ++use_count_;
  known.last_piece = last_use_[digest] = clock_();
  return known.upload;
}

void BlobStore::DropLeastRecent() {
  auto oldest = uploads_.end();
  for (auto one = uploads_.begin(); one != uploads_.end(); ++one) {
    const bool is_in_use = one->second.upload.use_count() > 1;
    const bool is_older =
        oldest == uploads_.end() || one->second.last_use < oldest->second.last_use;
    if (!is_in_use && is_older) oldest = one;
  }
  if (oldest == uploads_.end()) return;
  oldest->second.upload->Drop();
  uploads_.erase(oldest);
}

void BlobStore::DropIdleUploads(std::chrono::seconds idle) {
  const MutexLock lock(mutex_);
  const Time since = clock_() - idle;
  std::erase_if(uploads_, [since](const auto& entry) {
    const Known& known = entry.second;
    const bool is_idle = known.last_piece < since && known.upload.use_count() == 1;
    if (is_idle) known.upload->Drop();
    return is_idle;
  });
}

void BlobStore::GiveBack(const std::string& digest, std::shared_ptr<BlobUpload> upload,
                         const absl::Status& put) {
  const MutexLock lock(mutex_);
  if (put.ok() || absl::IsResourceExhausted(put)) {
    refusal_ = put;
    refused_ = clock_();
  }
  upload.reset();
  const auto known = uploads_.find(digest);
  // As long as others hold it, all must see the same one.
  const bool is_in_use = known->second.upload.use_count() > 1;
  if (!is_in_use && known->second.upload->IsIdle()) uploads_.erase(known);
}

absl::StatusOr<std::string> BlobStore::PutFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string digest, Sha256HexOfFile(path));
  ASSIGN_OR_RETURN(const Descriptor file, OpenFile(AT_FDCWD, path));
  ASSIGN_OR_RETURN(const std::int64_t size, SizeOfFile(file.number()));
  std::shared_ptr<BlobUpload> upload = FindUpload(digest);
  const absl::Status taken = upload->TakeOver(path, size);
  GiveBack(digest, std::move(upload), taken);
  RETURN_IF_ERROR(taken);
  RETURN_IF_ERROR(Sync(digest));
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return DiskError("remove", path);
  return digest;
}

std::string BlobStore::ScratchPath(std::string_view name) const {
  return fmt::format("{}/{}/{}", path_, kIncoming, name);
}

absl::Status BlobStore::Sync(const std::string& digest) const {
  RETURN_IF_ERROR(CheckDigest(digest));
  Use(digest);
  RETURN_IF_ERROR(BlobSize(place_, digest).status());
  return SyncBlob(place_, digest);
}

absl::StatusOr<BlobStore::Piece> BlobStore::Get(const std::string& digest, std::int64_t offset,
                                                std::int64_t max) const {
  RETURN_IF_ERROR(CheckDigest(digest));
  RETURN_IF_ERROR(BlobSize(place_, digest).status());
  ASSIGN_OR_RETURN(const Descriptor file, OpenFile(place_.directory.number(), digest));
  ASSIGN_OR_RETURN(const std::int64_t size, SizeOfFile(file.number()));
  if (offset < 0 || offset > size) {
    return absl::OutOfRangeError(
        fmt::format("blob {} has {} bytes; nothing can be read at {}", digest, size, offset));
  }
  const std::int64_t length = std::clamp<std::int64_t>(max, 0, std::min(kMaxPiece, size - offset));
  ASSIGN_OR_RETURN(std::string data, ReadAt(file.number(), offset, length));
  return Piece{std::move(data), size};
}

bool BlobStore::Has(const std::string& digest) const {
  if (!IsSha256Hex(digest)) return false;
  Use(digest);
  return BlobSize(place_, digest).ok();
}

void BlobStore::Use(const std::string& digest) const {
  const MutexLock lock(mutex_);
  last_use_[digest] = clock_();
}

absl::Status BlobStore::Health() const {
  const MutexLock lock(mutex_);
  return clock_() - refused_ < kRefusalCounts ? refusal_ : absl::OkStatus();
}

absl::StatusOr<std::string> BlobStore::Path(const std::string& digest) const {
  RETURN_IF_ERROR(CheckDigest(digest));
  RETURN_IF_ERROR(BlobSize(place_, digest).status());
  return fmt::format("{}/{}", path_, digest);
}

absl::Status BlobStore::Remove(const std::string& digest) {
  RETURN_IF_ERROR(CheckDigest(digest));
  const absl::StatusOr<std::int64_t> size = FileSize(place_, digest);
  if (!size.ok()) return absl::OkStatus();
  place_.verified.Erase(digest);
  if (unlinkat(place_.directory.number(), digest.c_str(), 0) == 0) {
    place_.total_bytes -= *size;
    return absl::OkStatus();
  }
  return errno == ENOENT ? absl::OkStatus() : DiskError("remove blob", digest);
}

absl::Status BlobStore::DropUnused(const std::unordered_set<std::string>& used,
                                   std::chrono::seconds idle) {
  const Time since = clock_() - idle;
  if (opened_ > since) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<StoredBlob> blobs, List());
  for (const StoredBlob& blob : blobs) {
    if (!used.contains(blob.digest)) RETURN_IF_ERROR(RemoveIfIdle(blob.digest, since));
  }
  const MutexLock lock(mutex_);
  std::erase_if(last_use_, [since](const auto& entry) { return entry.second <= since; });
  return absl::OkStatus();
}

// Under the lock, as a blob that is used from now on must not be gone when that is answered.
absl::Status BlobStore::RemoveIfIdle(const std::string& digest, Time since) {
  const MutexLock lock(mutex_);
  const auto use = last_use_.find(digest);
  const bool is_idle = use == last_use_.end() || use->second <= since;
  return is_idle ? Remove(digest) : absl::OkStatus();
}

absl::StatusOr<std::vector<BlobStore::StoredBlob>> BlobStore::List() const {
  std::vector<StoredBlob> blobs;
  RETURN_IF_ERROR(ForEachFile(place_.directory.number(), [&](const std::string& name) {
    struct stat info;
    const int directory = place_.directory.number();
    if (!IsSha256Hex(name)) return;
    if (fstatat(directory, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return;
    blobs.push_back({name, info.st_size});
  }));
  return blobs;
}

}  // namespace rung
