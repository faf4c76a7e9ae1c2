#pragma once

#include <chrono>
#include <cstdint>

#include "common/counter_random.h"

namespace rung::simulation {

// The dice of one part of the simulation. Each part has a stream of its own, so that one
// more throw of one part changes nothing for the others.
class Choices {
 public:
  Choices(std::uint64_t seed, std::uint32_t stream)
      : random_(seed, RandomPurpose::kBootstrap, stream, /*step=*/0) {}

  // Each of low … high is equally likely.
  int Between(int low, int high) {
    return low +
           static_cast<int>(random_.Below(next_++, static_cast<std::uint64_t>(high - low) + 1));
  }
  // True once in `count` throws on average; never for 0.
  bool OneIn(int count) { return count > 0 && Between(1, count) == 1; }
  std::chrono::milliseconds Milliseconds(int low, int high) {
    return std::chrono::milliseconds(Between(low, high));
  }

 private:
  CounterRandom random_;
  std::uint32_t next_ = 0;
};

}  // namespace rung::simulation
