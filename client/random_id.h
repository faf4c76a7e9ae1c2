#pragma once

#include <fmt/format.h>

#include <random>
#include <string>

namespace rung {

// 32 random hexadecimal digits, other ones at every call.
inline std::string RandomId() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

}  // namespace rung
