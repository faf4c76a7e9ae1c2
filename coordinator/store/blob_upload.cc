#include "coordinator/store/blob_upload.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>

#include "common/status_macros.h"

namespace rung {

absl::StatusOr<std::int64_t> BlobUpload::Put(std::int64_t size, std::int64_t offset,
                                             std::string_view data) {
  const MutexLock lock(mutex_);
  return PutLocked(size, offset, data);
}

absl::StatusOr<std::int64_t> BlobUpload::PutLocked(std::int64_t size, std::int64_t offset,
                                                   std::string_view data) {
  if (const auto present = BlobSize(place_, digest_); present.ok()) {
    if (*present == size) return size;
    return absl::InvalidArgumentError(
        fmt::format("blob {} has {} bytes, not {}", digest_, *present, size));
  }
  // Of two sizes at most one is right, and the first need not be.
  if (stored_ > 0 && size_ != size) DropLocked();
  size_ = size;
  // Before its first piece, so that none of it is sent in vain.
  if (stored_ == 0) RETURN_IF_ERROR(CheckRoom(size));
  if (offset > stored_) return stored_;
  data.remove_prefix(std::min(data.size(), static_cast<std::size_t>(stored_ - offset)));
  if (data.empty()) return stored_;
  if (absl::Status status = Append(data); !status.ok()) {
    DropLocked();
    return status;
  }
  if (stored_ < size_) return stored_;
  Restart();
  return size;
}

absl::Status BlobUpload::TakeOver(const std::string& path, std::int64_t size) {
  const MutexLock lock(mutex_);
  if (BlobSize(place_, digest_).ok()) return absl::OkStatus();
  DropLocked();
  absl::Status moved = Move(path, size);
  moved.ok() ? Restart() : DropLocked();
  return moved;
}

absl::Status BlobUpload::Move(const std::string& path, std::int64_t size) {
  RETURN_IF_ERROR(Reserve(size));
  const int incoming = place_.incoming.number();
  if (chmod(path.c_str(), 0600) != 0 ||
      renameat(AT_FDCWD, path.c_str(), incoming, digest_.c_str()) != 0) {
    return DiskError("take over", path);
  }
  return Publish();
}

absl::Status BlobUpload::Append(std::string_view data) {
  const auto length = static_cast<std::int64_t>(data.size());
  const bool is_last = stored_ + length == size_;
  hash_.Update(data);
  if (is_last) RETURN_IF_ERROR(Verify());
  RETURN_IF_ERROR(Reserve(length));
  RETURN_IF_ERROR(Write(data));
  return is_last ? Publish() : absl::OkStatus();
}

absl::Status BlobUpload::Verify() {
  const std::string digest = hash_.Hex();
  if (digest == digest_) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("the content put as blob {} has the SHA-256 {}; put it again from the start",
                  digest_, digest));
}

absl::Status BlobUpload::Reserve(std::int64_t length) {
  stored_ += length;
  place_.total_bytes += length;
  return CheckRoom(0);
}

absl::Status BlobUpload::CheckRoom(std::int64_t more) const {
  if (place_.total_bytes <= place_.quota_bytes - more) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      fmt::format("blob {} does not fit: blobs may take {} bytes; delete searches that are not "
                  "needed any more, or raise the quota",
                  digest_, place_.quota_bytes));
}

absl::Status BlobUpload::Write(std::string_view data) {
  const std::int64_t offset = stored_ - static_cast<std::int64_t>(data.size());
  const int flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (offset == 0 ? O_TRUNC : 0);
  const Descriptor file(openat(place_.incoming.number(), digest_.c_str(), flags, 0600));
  if (!file.ok()) return DiskError("write blob", digest_);
  return WriteAt(file.number(), data, offset);
}

absl::Status BlobUpload::Publish() {
  const int directory = place_.directory.number();
  const int incoming = place_.incoming.number();
  const absl::StatusOr<std::int64_t> damaged = FileSize(place_, digest_);
  if (renameat(incoming, digest_.c_str(), directory, digest_.c_str()) != 0) {
    return DiskError("name blob", digest_);
  }
  place_.total_bytes -= damaged.value_or(0);
  place_.verified.Insert(digest_);
  return absl::OkStatus();
}

bool BlobUpload::IsIdle() {
  const MutexLock lock(mutex_);
  return stored_ == 0;
}

void BlobUpload::Drop() {
  const MutexLock lock(mutex_);
  DropLocked();
}

void BlobUpload::DropLocked() {
  unlinkat(place_.incoming.number(), digest_.c_str(), 0);
  place_.total_bytes -= stored_;
  Restart();
}

void BlobUpload::Restart() {
  stored_ = 0;
  size_ = 0;
  hash_ = Sha256();
}

}  // namespace rung
