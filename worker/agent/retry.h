#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string_view>

#include "absl/status/status.h"
#include "worker/agent/random_source.h"

namespace rung {

// True for errors that pass: the network is cut, or the coordinator starts, stops, has too
// much to do, has no room or cannot write.
bool IsTransient(const absl::Status& status);

// Waits; false if `stop` was requested before the time was up.
bool PauseFor(std::chrono::milliseconds duration, const std::stop_token& stop);

// Calls until the answer is not a transient error, at least once, with growing
// pauses. A stop ends the pauses with CANCELLED. `what` names the call in the
// log, which tells of an outage once.
absl::Status Retry(std::string_view what, const RandomSource& random, const std::stop_token& stop,
                   const std::function<absl::Status()>& call);

}  // namespace rung
