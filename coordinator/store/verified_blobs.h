#pragma once

#include <string>
#include <unordered_set>

#include "absl/base/thread_annotations.h"
#include "common/mutex.h"

namespace rung {

// The blobs that are known to have their digest: put or read through in this life of the
// process. A file from before may be torn, if the machine lost power. Thread-safe.
class VerifiedBlobs {
 public:
  bool Contains(const std::string& digest) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    return digests_.contains(digest);
  }
  void Insert(const std::string& digest) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    digests_.insert(digest);
  }
  void Erase(const std::string& digest) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    digests_.erase(digest);
  }

 private:
  Mutex mutex_;
  std::unordered_set<std::string> digests_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rung
