#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "coordinator/decide/decider.h"

namespace rung::simulation {

// The fake clock, and what is to happen when. Time stands still while something happens
// and jumps to the next event; what happens at one time does so in the order in which it
// was planned.
class Timeline {
 public:
  Now now() const { return now_; }

  void After(MonotonicDuration delay, std::function<void()> action) {
    events_.emplace(std::pair(now_.monotonic + delay, ++planned_), std::move(action));
  }
  // Lets the next event happen.
  void Step() {
    auto event = events_.extract(events_.begin());
    const MonotonicDuration passed = event.key().first - now_.monotonic;
    now_.monotonic += passed;
    now_.wall_us += std::chrono::duration_cast<std::chrono::microseconds>(passed).count();
    ++steps_;
    event.mapped()();
  }
  // Somebody sets the wall clock; no decision may depend on it.
  void SetWallClock(std::int64_t wall_us) { now_.wall_us = wall_us; }

  // How many events have happened.
  std::int64_t steps() const { return steps_; }

 private:
  Now now_{MonotonicTime(std::chrono::hours(1)), 1'700'000'000'000'000};
  std::map<std::pair<MonotonicTime, std::int64_t>, std::function<void()>> events_;
  std::int64_t planned_ = 0;
  std::int64_t steps_ = 0;
};

}  // namespace rung::simulation
