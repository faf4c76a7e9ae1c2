#pragma once

#include <fmt/format.h>

#include <string>

#include "absl/status/status.h"

namespace rung {

// Says on stderr why the program ends, and answers the exit code.
inline int Fail(const absl::Status& status, int exit_code = 1) {
  fmt::print(stderr, "rung-coordinator: {}\n", std::string(status.message()));
  return exit_code;
}

}  // namespace rung
