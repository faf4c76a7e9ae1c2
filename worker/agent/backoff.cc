#include "worker/agent/backoff.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace rung {

std::chrono::milliseconds BackoffDelay(int failures, double random, const BackoffRange& range) {
  const double doubled = std::ldexp(static_cast<double>(range.first.count()), failures - 1);
  const double bound = std::min(doubled, static_cast<double>(range.longest.count()));
  return std::chrono::milliseconds(static_cast<std::int64_t>(random * bound));
}

}  // namespace rung
