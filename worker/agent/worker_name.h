#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rung {

// HOST-PID, with what a worker's name may not hold replaced by `-` and cut to its
// longest length.
std::string DefaultWorkerName(std::string_view host, std::int64_t pid);

}  // namespace rung
