#pragma once

#include <chrono>

namespace rung {

// Bounds of the pauses between tries.
struct BackoffRange {
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds longest{2'000};
};

// How long to wait after `failures` tries in a row have failed, at least 1:
// `random`, in [0, 1), of first * 2^(failures - 1), of the longest at most
// (full jitter: Brooker, "Exponential Backoff And Jitter", 2015).
std::chrono::milliseconds BackoffDelay(int failures, double random, const BackoffRange& range = {});

}  // namespace rung
