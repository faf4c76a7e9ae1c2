#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// What the user's own files share.
namespace rung {

// Whether what lies at `path` can be read as often as wanted: a pipe cannot, and opening it may
// wait for ever. Errors: INVALID_ARGUMENT, with the way out. What is missing is for its reader to
// tell.
absl::Status CheckIsFile(const std::string& path);

// The error of a reader of local files. One that is missing or cannot be read is bad input; the
// codes of these are for what a coordinator answers.
absl::Status AsBadInput(const absl::Status& status);

template <typename T>
absl::StatusOr<T> AsBadInput(absl::StatusOr<T> result) {
  if (result.ok()) return result;
  return AsBadInput(result.status());
}

}  // namespace rung
