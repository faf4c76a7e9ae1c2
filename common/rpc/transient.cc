#include "common/rpc/transient.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "absl/strings/cord.h"

namespace rung {
namespace {

constexpr char kDelayPayload[] = "rung/retry-delay-ms";
constexpr std::int64_t kLongestDelayMs = 60'000;

}  // namespace

bool IsTransient(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnknown:
      return true;
    default:
      return false;
  }
}

void SetRetryDelay(std::string_view milliseconds, absl::Status& status) {
  // The constructor from std::string has another name in Clang 18 and later than in the library.
  const absl::string_view text(milliseconds.data(), milliseconds.size());
  status.SetPayload(kDelayPayload, absl::Cord(text));
}

std::chrono::milliseconds RetryDelay(const absl::Status& status) {
  const auto payload = status.GetPayload(kDelayPayload);
  const std::string text = payload ? std::string(*payload) : "";
  std::int64_t delay = 0;
  std::from_chars(text.data(), text.data() + text.size(), delay);
  return std::chrono::milliseconds(std::clamp<std::int64_t>(delay, 0, kLongestDelayMs));
}

}  // namespace rung
