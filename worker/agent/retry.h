#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string_view>

#include "absl/status/status.h"
#include "worker/agent/random_source.h"

namespace rung {

// Waits; false if `stop` was requested before the time was up.
bool PauseFor(std::chrono::milliseconds duration, const std::stop_token& stop);

// Calls until the answer is not a transient error, at least once, with growing
// pauses, after the RetryDelay that the coordinator asked for. A stop ends the pauses with
// CANCELLED. `what` names the call in the log, which tells of an outage once.
absl::Status Retry(std::string_view what, const RandomSource& random, const std::stop_token& stop,
                   const std::function<absl::Status()>& call);

}  // namespace rung
