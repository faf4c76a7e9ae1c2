#pragma once

#include <atomic>
#include <cstdint>

namespace rung::mlp {

// Counts the steps of long work, mini-batches above all, for those who watch that it
// does not stand still; null where nobody does.
using Progress = std::atomic<std::int64_t>*;

inline void CountStep(Progress progress) {
  if (progress != nullptr) progress->fetch_add(1, std::memory_order_relaxed);
}

}  // namespace rung::mlp
