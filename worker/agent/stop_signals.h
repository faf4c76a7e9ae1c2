#pragma once

#include <signal.h>

#include <stop_token>

#include "absl/status/status.h"

namespace rung {

// How the parent asks the working process to end. SIGTERM and SIGINT are often sent to both,
// by a terminal, systemd or Slurm, so only the parent heeds them: each is then heard once.
inline constexpr int kStopSignal = SIGUSR1;

// Turns kStopSignal into `stop`: the first requests it, the second ends the process at once
// with code 1. Before this is called the signal waits; it is blocked in all threads.
void StopOnSignals(std::stop_source stop);

// Asks the kernel for a SIGTERM when the thread that started this process ends.
// UNAVAILABLE where that cannot be had; CANCELLED where it has ended already.
// `parent` is getppid() as main first read it.
absl::Status StopWithParent(int parent);

}  // namespace rung
