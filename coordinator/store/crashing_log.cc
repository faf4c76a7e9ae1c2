#include "coordinator/store/crashing_log.h"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <system_error>

namespace rung {
namespace {

bool ParseCount(std::string_view text, std::int64_t& count) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  return error == std::errc() && stop == end && count >= 1;
}

}  // namespace

absl::StatusOr<CrashPoint> CrashPoint::Parse(std::string_view value) {
  const std::size_t colon = value.find(':');
  const std::string_view where = value.substr(0, colon);
  CrashPoint point{.is_after = where == "after_commit"};
  if (colon != std::string_view::npos && (point.is_after || where == "before_commit") &&
      ParseCount(value.substr(colon + 1), point.commit)) {
    return point;
  }
  return absl::InvalidArgumentError(fmt::format(
      "RUNG_TEST_CRASH is '{}'; it must be before_commit:N or after_commit:N, N from 1", value));
}

absl::Status CrashingLog::Commit(std::span<const Fact> facts) {
  const bool is_here = ++commits_ == point_.commit;
  if (is_here && !point_.is_after) std::raise(SIGKILL);
  absl::Status committed = PassingLog::Commit(facts);
  if (is_here && committed.ok()) std::raise(SIGKILL);
  return committed;
}

}  // namespace rung
