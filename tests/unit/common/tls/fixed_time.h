#pragma once

#include <chrono>

#include "common/tls/wall_time.h"

namespace rung {

// When the tests of identities take place: a whole second, as certificates have it.
inline const WallTime kNow = std::chrono::system_clock::from_time_t(1'800'000'000);
inline constexpr std::chrono::hours kDay{24};

}  // namespace rung
