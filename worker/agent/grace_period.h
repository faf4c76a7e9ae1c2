#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace rung {

// A second stop, which follows the first after a while: what is under way at the first may
// end until the second. Nothing waits for either.
class GracePeriod {
 public:
  GracePeriod(const std::stop_token& stop, std::chrono::milliseconds duration)
      : thread_(
            [this, stop, duration](const std::stop_token& ended) { Run(stop, duration, ended); }) {}

  // Requested once the period is over.
  std::stop_token token() const { return over_.get_token(); }

 private:
  void Run(const std::stop_token& stop, std::chrono::milliseconds duration,
           const std::stop_token& ended) {
    std::mutex mutex;
    std::condition_variable_any changed;
    const std::stop_callback wake(stop, [&] {
      const std::lock_guard lock(mutex);
      changed.notify_all();
    });
    std::unique_lock lock(mutex);
    if (!changed.wait(lock, ended, [&] { return stop.stop_requested(); })) return;
    changed.wait_for(lock, ended, duration, [] { return false; });
    if (!ended.stop_requested()) over_.request_stop();
  }

  std::stop_source over_;
  std::jthread thread_;  // last: it uses the member above
};

}  // namespace rung
