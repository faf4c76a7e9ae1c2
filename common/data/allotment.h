#pragma once

#include <cstdint>
#include <vector>

namespace rung {

using Counts = std::vector<std::int64_t>;  // rows, one number a class

// How many rows each class gives to a part of `fraction` of all rows, where the
// classes have `sizes`: by the method of largest remainders (Hamilton), ties to the
// lower class. No class gives more than its room; the sum is short of the rounded
// size of the part only where all rooms are used up.
Counts Allot(double fraction, const Counts& sizes, const Counts& rooms);

}  // namespace rung
