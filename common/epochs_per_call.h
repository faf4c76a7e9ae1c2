#pragma once

#include <cstddef>

namespace rung {

// The most epochs that a renewal or a completion carries: what workers send and coordinators take.
inline constexpr std::size_t kMaxEpochsPerCall = 1'000;

}  // namespace rung
