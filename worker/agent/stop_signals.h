#pragma once

#include <signal.h>

#include <chrono>
#include <optional>
#include <stop_token>

#include "absl/status/status.h"

namespace rung {

// How the parent asks the working process to end. SIGTERM and SIGINT are often sent to both,
// by a terminal, systemd or Slurm, so only the parent heeds them: each is then heard once.
inline constexpr int kStopSignal = SIGUSR1;

// Whether a process was asked to stop, once or again. Signals that come at once are one request:
// timeout(1) signals a process and then its group.
class StopRequest {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void Hear(Time now);

  bool is_heard() const { return first_.has_value(); }
  // Asked again: the process is to end at once.
  bool is_urgent() const { return is_urgent_; }

 private:
  std::optional<Time> first_;
  bool is_urgent_ = false;
};

// Requests `stop` at kStopSignal. Before this is called the signal waits; it is blocked in all
// threads.
void StopOnSignal(std::stop_source stop);

// Asks the kernel for a SIGTERM when the thread that started this process ends.
// UNAVAILABLE where that cannot be had; CANCELLED where it has ended already.
// `parent` is getppid() as main first read it.
absl::Status StopWithParent(int parent);

}  // namespace rung
