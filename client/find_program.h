#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace rung {

// The path of a program of rung: beside this program's own file, otherwise in PATH.
// Errors: NOT_FOUND.
absl::StatusOr<std::string> FindProgram(const std::string& name);

}  // namespace rung
