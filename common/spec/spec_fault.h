#pragma once

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"

namespace rung {

// What is wrong with a spec, and where.
struct SpecFault {
  std::string field;    // its path: `space.learning_rate.min`, `space.activation[1]`
  std::string message;  // names the field, the rule and the way out
};

// INVALID_ARGUMENT with the message.
inline absl::Status ToStatus(const SpecFault& fault) {
  return absl::InvalidArgumentError(fault.message);
}

// OK where there is no fault.
inline absl::Status ToStatus(const std::optional<SpecFault>& fault) {
  return fault ? ToStatus(*fault) : absl::OkStatus();
}

// A fault whose message begins with the field's path.
inline SpecFault FaultOf(std::string field, const std::string& rest) {
  std::string message = field + " " + rest;
  return SpecFault{std::move(field), std::move(message)};
}

}  // namespace rung
