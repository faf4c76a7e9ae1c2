#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace rung {

// The content, up to 1 MiB, of a file that holds a secret. INVALID_ARGUMENT, with file, rule and
// way out, where it cannot be read, is no file, or may be read by others than its owner (a file
// of root's: than its group).
absl::StatusOr<std::string> ReadPrivateFile(const std::string& path);

// The same of a file that holds no secret and that all believe: it may be changed by its owner
// alone.
absl::StatusOr<std::string> ReadTrustedFile(const std::string& path);

}  // namespace rung
