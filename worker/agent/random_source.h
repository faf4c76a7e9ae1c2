#pragma once

#include <functional>
#include <string>

namespace rung {

// Numbers in [0, 1) for pauses and names of requests; no result depends on them.
// Called from several threads at once.
using RandomSource = std::function<double()>;

// A source that starts from the machine's entropy in each thread.
RandomSource MachineRandom();

// 32 hexadecimal digits.
std::string RandomId(const RandomSource& random);

}  // namespace rung
