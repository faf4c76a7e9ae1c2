#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "common/mutex.h"

namespace rung {

// Keeps what strangers cause from filling a log: lets one line through a second. Thread-safe.
class LineLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // How many lines were held back since the last that came through, if one may come through now.
  std::optional<std::int64_t> Pass(Time now) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    if (now < next_) {
      ++held_back_;
      return std::nullopt;
    }
    next_ = now + std::chrono::seconds(1);
    return std::exchange(held_back_, 0);
  }

 private:
  Mutex mutex_;
  Time next_ ABSL_GUARDED_BY(mutex_) = Time::min();
  std::int64_t held_back_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace rung
