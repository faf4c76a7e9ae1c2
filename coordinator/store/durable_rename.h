#pragma once

#include <string>

#include "absl/status/status.h"

namespace rung {

// Gives a file or directory its name. Once it answers OK, that outlasts a loss of power.
// UNAVAILABLE, for example where a directory that is not empty has the name.
absl::Status RenameDurably(const std::string& from, const std::string& to);

}  // namespace rung
