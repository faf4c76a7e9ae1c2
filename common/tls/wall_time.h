#pragma once

#include <chrono>
#include <string>

namespace rung {

using WallTime = std::chrono::system_clock::time_point;

// `2027-11-26T05:58:21Z`
std::string TimeText(WallTime time);

}  // namespace rung
