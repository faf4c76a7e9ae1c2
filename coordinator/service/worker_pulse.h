#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "common/mutex.h"
#include "coordinator/lease/lease_book.h"

namespace rung {

// When each worker was last heard of, for people: no decision rests on it. Thread-safe.
class WorkerPulse {
 public:
  void Hear(const std::string& worker, MonotonicTime now) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    heard_.insert_or_assign(worker, now);
  }

  // nullopt for a worker that was not heard of in this life of the coordinator.
  std::optional<MonotonicTime> LastHeard(const std::string& worker) const
      ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    const auto found = heard_.find(worker);
    if (found == heard_.end()) return std::nullopt;
    return found->second;
  }

 private:
  mutable Mutex mutex_;
  std::unordered_map<std::string, MonotonicTime> heard_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rung
