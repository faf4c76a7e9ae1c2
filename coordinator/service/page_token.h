#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace rung {

inline constexpr int kUsualPageSize = 100;
inline constexpr int kMaxPageSize = 1000;

// How many rows a page has: `asked`, or `usual` where that is 0; at most kMaxPageSize.
inline absl::StatusOr<int> PageSize(int asked, int usual) {
  if (asked < 0) {
    return absl::InvalidArgumentError(
        fmt::format("page_size is {}; it must not be below 0", asked));
  }
  return asked == 0 ? usual : std::min(asked, kMaxPageSize);
}

// Where a page begins; 0 for an empty token.
inline absl::StatusOr<std::int64_t> PageStart(const std::string& token) {
  std::int64_t start = 0;
  if (token.empty()) return start;
  const char* end = token.data() + token.size();
  const auto [stop, error] = std::from_chars(token.data(), end, start);
  if (error != std::errc() || stop != end || start < 0) {
    return absl::InvalidArgumentError("page_token was not made by this coordinator");
  }
  return start;
}

// The token of the next page; empty where `next` is 0, which is after the last.
inline std::string PageToken(std::int64_t next) { return next == 0 ? "" : fmt::format("{}", next); }

}  // namespace rung
