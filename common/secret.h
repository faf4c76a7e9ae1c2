#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace rung {

// 256 random bits as 64 lower-case hexadecimal digits. INTERNAL where there is no randomness.
absl::StatusOr<std::string> MakeSecret();

// Compares in a time that does not tell where they differ.
bool IsSameSecret(std::string_view a, std::string_view b);

}  // namespace rung
