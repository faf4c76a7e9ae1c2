#include "worker/agent/random_pause.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace rung {
namespace {

constexpr std::int64_t kLongestMs = 60'000;

template <typename Number>
bool ParseWhole(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

absl::StatusOr<RandomPause> RandomPause::Parse(std::string_view value) {
  std::uint64_t seed = 0;
  std::int64_t max_ms = 0;
  const std::size_t colon = value.find(':');
  if (colon != std::string_view::npos && ParseWhole(value.substr(0, colon), seed) &&
      ParseWhole(value.substr(colon + 1), max_ms) && max_ms >= 0 && max_ms <= kLongestMs) {
    return RandomPause(seed, max_ms);
  }
  return absl::InvalidArgumentError(fmt::format(
      "RUNG_TEST_RANDOM_PAUSE is '{}'; it must be SEED:MAX_MS with at most {} milliseconds", value,
      kLongestMs));
}

std::chrono::milliseconds RandomPause::Next() {
  if (max_ms_ == 0) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(
      std::uniform_int_distribution<std::int64_t>(0, max_ms_)(generator_));
}

}  // namespace rung
