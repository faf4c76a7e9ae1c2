#include "common/tls/wall_time.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace rung {

std::string TimeText(WallTime time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace rung
