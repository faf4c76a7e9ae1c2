#pragma once

#include <chrono>
#include <cstdint>
#include <random>
#include <string_view>

#include "absl/status/statusor.h"

namespace rung {

// A test aid: random waiting before each lease and each completion, so that tests
// can shuffle the order in which workers arrive. It is asked for by the
// environment variable RUNG_TEST_RANDOM_PAUSE=SEED:MAX_MS. Used by one thread.
class RandomPause {
 public:
  // No waiting.
  RandomPause() = default;

  // Of the variable's value. INVALID_ARGUMENT unless it is SEED:MAX_MS, with
  // 0 to 60000 milliseconds.
  static absl::StatusOr<RandomPause> Parse(std::string_view value);

  // Uniform over 0 to the most, both included.
  std::chrono::milliseconds Next();

 private:
  RandomPause(std::uint64_t seed, std::int64_t max_ms) : generator_(seed), max_ms_(max_ms) {}

  std::mt19937_64 generator_;
  std::int64_t max_ms_ = 0;
};

}  // namespace rung
