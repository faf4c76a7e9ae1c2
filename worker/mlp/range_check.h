#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace rung::mlp {

// Errors: INVALID_ARGUMENT unless low <= value <= high; names the field and the rule.
inline absl::Status CheckRange(std::string_view field, std::int64_t value, std::int64_t low,
                               std::int64_t high) {
  if (value >= low && value <= high) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} is {}; it must be {} to {}", field, value, low, high));
}

}  // namespace rung::mlp
