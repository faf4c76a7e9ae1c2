#pragma once

#include <chrono>
#include <string_view>

#include "absl/status/status.h"

namespace rung {

// True for errors that pass: the network is cut, or the coordinator starts, stops, has too
// much to do, has no room or cannot write.
bool IsTransient(const absl::Status& status);

// Keeps with an error the milliseconds after which the coordinator may be asked again.
void SetRetryDelay(std::string_view milliseconds, absl::Status& status);

// How long the coordinator asked to wait, a minute at most; 0 where it did not.
std::chrono::milliseconds RetryDelay(const absl::Status& status);

}  // namespace rung
