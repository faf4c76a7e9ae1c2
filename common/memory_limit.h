#pragma once

#include <cstdint>
#include <string>

namespace rung {

// Bytes of memory that this process may use: the machine's or, where that is less, the
// limit of a control group (version 1 or 2) that the process is in.
std::int64_t MemoryLimit();

// The least of the limits that apply to a process whose /proc/self/cgroup reads
// `membership`, with the groups mounted at `mount`; `machine` where there is none. Limits
// in bytes.
std::int64_t GroupMemoryLimit(const std::string& membership, const std::string& mount,
                              std::int64_t machine);

// What data may take if nobody says otherwise: half of MemoryLimit().
std::int64_t DefaultDataMemory();

}  // namespace rung
