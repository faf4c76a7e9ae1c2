#include "worker/agent/retry.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <mutex>
#include <string>

#include "common/rpc/transient.h"
#include "worker/agent/backoff.h"

namespace rung {

bool PauseFor(std::chrono::milliseconds duration, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  condition.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

absl::Status Retry(std::string_view what, const RandomSource& random, const std::stop_token& stop,
                   const std::function<absl::Status()>& call) {
  for (int failures = 0;;) {
    absl::Status status = call();
    if (!IsTransient(status)) {
      if (failures > 0) spdlog::info("{}: the coordinator answers again", what);
      return status;
    }
    if (stop.stop_requested()) return absl::CancelledError(fmt::format("{}: stopped", what));
    if (++failures == 1) {
      spdlog::warn("{}: {}; trying until it is answered", what, status.ToString());
    }
    if (!PauseFor(RetryDelay(status) + BackoffDelay(failures, random()), stop)) {
      return absl::CancelledError(fmt::format("{}: stopped", what));
    }
  }
}

}  // namespace rung
