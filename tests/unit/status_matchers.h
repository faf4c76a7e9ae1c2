#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rung {

inline absl::Status StatusOf(const absl::Status& status) { return status; }
template <typename T>
absl::Status StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// Matches an absl::Status or StatusOr that is OK.
MATCHER(IsOk, negation ? "is an error" : "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// Matches an absl::Status or StatusOr by its code and message.
MATCHER_P2(StatusIs, code, message_matcher, "has the code and a matching message") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code &&
         testing::ExplainMatchResult(message_matcher, std::string(StatusOf(arg).message()),
                                     result_listener);
}

// The same by its message; the code is INVALID_ARGUMENT.
auto IsInvalid(auto message_matcher) {
  return StatusIs(absl::StatusCode::kInvalidArgument, std::move(message_matcher));
}

}  // namespace rung
