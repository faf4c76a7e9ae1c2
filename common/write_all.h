#pragma once

#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace rung {

// Writes all of the bytes, however many calls it takes; false, with errno, where it cannot.
inline bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace rung
