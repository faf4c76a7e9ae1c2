#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/mutex.h"
#include "coordinator/store/blob_files.h"
#include "coordinator/store/blob_upload.h"

namespace rung {

// Files named by the SHA-256 of their content, in one directory. A blob exists once
// its content is verified; it never changes. It outlasts a loss of power once it was synced;
// one that was not is there whole or, as far as anyone can see, not at all. Thread-safe;
// it waits for the disk, so the deciding thread does not write through it.
class BlobStore {
 public:
  // The most that a call of Put or Get moves.
  static constexpr std::int64_t kMaxPiece = 1 << 20;

  struct Piece {
    std::string data;
    std::int64_t size = 0;  // bytes of the whole content
  };
  struct StoredBlob {
    std::string digest;
    std::int64_t size = 0;
  };
  using Time = std::chrono::steady_clock::time_point;

  // Opens or makes the directory and drops partial uploads of earlier lives.
  // Blobs and uploads together hold at most `quota_bytes`.
  static absl::StatusOr<std::unique_ptr<BlobStore>> Open(
      const std::string& directory,
      std::int64_t quota_bytes = std::numeric_limits<std::int64_t>::max(),
      std::function<Time()> clock = &std::chrono::steady_clock::now);

  // Takes in a piece of a content of `size` bytes and answers how many bytes are
  // stored from the start; the blob exists once these are all. A piece that leaves
  // a hole, or is there already, changes nothing. Errors:
  // INVALID_ARGUMENT (no such digest, a piece too long or beyond the size, or a content that does
  // not have the digest: all of it is dropped), RESOURCE_EXHAUSTED (quota or disk), UNAVAILABLE.
  absl::StatusOr<std::int64_t> Put(const std::string& digest, std::int64_t size,
                                   std::int64_t offset, std::string_view data);

  // Makes a blob durable. NOT_FOUND, RESOURCE_EXHAUSTED, UNAVAILABLE.
  absl::Status Sync(const std::string& digest) const;

  // Takes over a file of the same file system, which is gone afterwards, and answers its digest;
  // the blob is synced. NOT_FOUND, RESOURCE_EXHAUSTED, UNAVAILABLE.
  absl::StatusOr<std::string> PutFile(const std::string& path);

  // Where a file may lie until PutFile takes it; what is left there goes with the next Open.
  // `name` is no blob's.
  std::string ScratchPath(std::string_view name) const;

  // At most `max` bytes, and at most kMaxPiece, from `offset` on. Errors:
  // INVALID_ARGUMENT, NOT_FOUND, OUT_OF_RANGE (an offset beyond the end).
  absl::StatusOr<Piece> Get(const std::string& digest, std::int64_t offset, std::int64_t max) const;

  // A blob that was put, synced or asked for here is in use for a while: see DropUnused.
  bool Has(const std::string& digest) const;
  // Where the file of a blob is. NOT_FOUND.
  absl::StatusOr<std::string> Path(const std::string& digest) const;
  // Removes a blob; OK if there is none.
  absl::Status Remove(const std::string& digest);
  // Removes the blobs that are not among `used` and have not been in use for `idle`, of this
  // life, so that what is put before the row that names it is not lost.
  absl::Status DropUnused(const std::unordered_set<std::string>& used, std::chrono::seconds idle);
  // Forgets the uploads of which no piece has come for `idle`.
  void DropIdleUploads(std::chrono::seconds idle) ABSL_LOCKS_EXCLUDED(mutex_);
  // RESOURCE_EXHAUSTED, with the reason, where the last piece was refused for want of room not
  // long ago.
  absl::Status Health() const ABSL_LOCKS_EXCLUDED(mutex_);
  // All blobs, in no order.
  absl::StatusOr<std::vector<StoredBlob>> List() const;
  // True where less than a tenth of the quota, or of the disk, is left.
  bool IsShortOfSpace() const;
  // Bytes of all blobs and partial uploads.
  std::int64_t total_bytes() const { return place_.total_bytes; }

 private:
  struct Known {
    std::shared_ptr<BlobUpload> upload;
    std::int64_t last_use = 0;
    Time last_piece;
  };

  BlobStore(std::string path, std::function<Time()> clock)
      : path_(std::move(path)), clock_(std::move(clock)), opened_(clock_()) {}
  absl::Status CountBlobs();
  std::shared_ptr<BlobUpload> FindUpload(const std::string& digest) ABSL_LOCKS_EXCLUDED(mutex_);
  void DropLeastRecent() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveBack(const std::string& digest, std::shared_ptr<BlobUpload> upload,
                const absl::Status& put) ABSL_LOCKS_EXCLUDED(mutex_);
  void Use(const std::string& digest) const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status RemoveIfIdle(const std::string& digest, Time since) ABSL_LOCKS_EXCLUDED(mutex_);

  const std::string path_;
  const std::function<Time()> clock_;
  const Time opened_;
  BlobPlace place_;

  mutable Mutex mutex_;  // taken before an upload's
  mutable std::unordered_map<std::string, Time> last_use_ ABSL_GUARDED_BY(mutex_);
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);  // of the last piece, for want of room
  Time refused_ ABSL_GUARDED_BY(mutex_);
  std::int64_t use_count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::string, Known> uploads_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rung
