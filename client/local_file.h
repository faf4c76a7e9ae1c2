#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rung {

// The error of a reader of local files. One that is missing or cannot be read is bad input; the
// codes of these are for what a coordinator answers.
absl::Status AsBadInput(const absl::Status& status);

template <typename T>
absl::StatusOr<T> AsBadInput(absl::StatusOr<T> result) {
  if (result.ok()) return result;
  return AsBadInput(result.status());
}

}  // namespace rung
