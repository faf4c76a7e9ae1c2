#pragma once

#include <cstddef>
#include <string_view>

namespace rung {

// How many letters to insert, delete or change to make one word of the other
// (Levenshtein 1966); upper and lower case of ASCII are the same. Takes time
// proportional to the product of the lengths.
std::size_t EditDistance(std::string_view a, std::string_view b);

}  // namespace rung
