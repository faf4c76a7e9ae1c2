#pragma once

#include <chrono>
#include <stop_token>

#include "absl/base/thread_annotations.h"
#include "common/mutex.h"

namespace rung {

// A stop that comes no earlier than a point in time: for a call whose answer, if it is
// near, must not be lost. Whoever requests the stop waits until then, or until this ends.
class DelayedStop {
 public:
  DelayedStop(const std::stop_token& stop, std::chrono::steady_clock::time_point earliest)
      : earliest_(earliest), pass_on_(stop, Callback{this}) {}
  ~DelayedStop() {
    const MutexLock lock(mutex_);
    has_ended_ = true;
    ended_.NotifyAll();
  }
  DelayedStop(const DelayedStop&) = delete;
  DelayedStop& operator=(const DelayedStop&) = delete;

  std::stop_token token() const { return late_.get_token(); }

 private:
  void PassOn() ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      const MutexLock lock(mutex_);
      while (!has_ended_ && std::chrono::steady_clock::now() < earliest_) {
        ended_.WaitUntil(mutex_, earliest_);
      }
    }
    late_.request_stop();
  }

  const std::chrono::steady_clock::time_point earliest_;
  Mutex mutex_;
  CondVar ended_;
  bool has_ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::stop_source late_;

  // Last: it uses the members above, and its end waits for PassOn.
  struct Callback {
    DelayedStop* owner;
    void operator()() const { owner->PassOn(); }
  };
  std::stop_callback<Callback> pass_on_;
};

}  // namespace rung
