#pragma once

#include <stop_token>

#include "absl/status/status.h"

namespace rung {

// Turns SIGTERM and SIGINT into `stop`: the first requests it, the second ends
// the process at once with code 1. To be called before any other thread exists,
// so that all threads leave these signals to the one that is started here.
void StopOnSignals(std::stop_source stop);

// Asks the kernel for a SIGTERM when the thread that started this process ends.
// UNAVAILABLE where that cannot be had; CANCELLED where it has ended already.
// `parent` is getppid() as main first read it.
absl::Status StopWithParent(int parent);

}  // namespace rung
