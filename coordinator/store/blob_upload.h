#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/mutex.h"
#include "common/sha256.h"
#include "coordinator/store/blob_files.h"

namespace rung {

// A content that arrives in pieces, kept in a partial file named by its digest until
// it is whole. At most one exists for a digest at a time. Thread-safe.
class BlobUpload {
 public:
  // `place` outlives this.
  BlobUpload(std::string digest, BlobPlace& place) : digest_(std::move(digest)), place_(place) {}

  // As BlobStore::Put, for a piece that lies within the size. An error drops all
  // that had arrived.
  absl::StatusOr<std::int64_t> Put(std::int64_t size, std::int64_t offset, std::string_view data)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Makes the blob of a file with its content, which has so many bytes and is on the same file
  // system, and drops what had arrived in pieces. The file is gone unless the blob was there.
  // RESOURCE_EXHAUSTED, UNAVAILABLE.
  absl::Status TakeOver(const std::string& path, std::int64_t size) ABSL_LOCKS_EXCLUDED(mutex_);

  // Whether nothing has arrived, or all.
  bool IsIdle() ABSL_LOCKS_EXCLUDED(mutex_);

  // Forgets what has arrived.
  void Drop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::StatusOr<std::int64_t> PutLocked(std::int64_t size, std::int64_t offset,
                                         std::string_view data)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Append(std::string_view data) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Verify() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Reserve(std::int64_t length) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether the quota allows so many bytes more.
  absl::Status CheckRoom(std::int64_t more) const;
  absl::Status Move(const std::string& path, std::int64_t size)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Write(std::string_view data) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Publish();
  void DropLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Restart() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string digest_;
  BlobPlace& place_;
  Mutex mutex_;
  std::int64_t size_ ABSL_GUARDED_BY(mutex_) = 0;    // bytes of the whole content
  std::int64_t stored_ ABSL_GUARDED_BY(mutex_) = 0;  // bytes from the start, counted in the total
  Sha256 hash_ ABSL_GUARDED_BY(mutex_);              // of the bytes from the start
};

}  // namespace rung
