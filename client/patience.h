#pragma once

#include <chrono>
#include <stop_token>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/interrupt.h"
#include "common/rpc/transient.h"

namespace rung {

// True where the coordinator was away, or went away in the middle of the call. A full
// coordinator is none: it has said so.
inline bool IsOutage(const absl::Status& status) {
  return IsTransient(status) && !absl::IsResourceExhausted(status);
}
template <typename Answer>
bool IsOutage(const absl::StatusOr<Answer>& answer) {
  return IsOutage(answer.status());
}

// Repeats `call`, which answers a status or what may be one, while that is an outage, for up to
// half a minute after the first or until a stop is requested. Answers what it answered last.
template <typename Call>
auto WithPatience(const std::stop_token& stop, const Call& call) {
  using Clock = std::chrono::steady_clock;
  auto answer = call();
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(30);
  while (IsOutage(answer) && Clock::now() < deadline &&
         !WaitOrStop(std::chrono::milliseconds(500), stop)) {
    answer = call();
  }
  return answer;
}

}  // namespace rung
