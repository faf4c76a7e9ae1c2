#pragma once

#include <span>

namespace rung {

// The migrations that lead from an empty file to the schema of this rung.
std::span<const char* const> Migrations();

}  // namespace rung
