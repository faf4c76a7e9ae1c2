#pragma once

#include <chrono>
#include <stop_token>

#include "absl/status/status.h"
#include "client/interrupt.h"

namespace rung {

// Repeats `call` while it answers UNAVAILABLE, for up to half a minute or until a
// stop is requested. Answers what it answered last.
template <typename Call>
auto WithPatience(const std::stop_token& stop, const Call& call) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(30);
  auto answer = call();
  while (absl::IsUnavailable(answer.status()) && Clock::now() < deadline &&
         !WaitOrStop(std::chrono::milliseconds(500), stop)) {
    answer = call();
  }
  return answer;
}

}  // namespace rung
