#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rung {

// For a name that is not among `names`: "near names are 'colour', 'color_2'; the
// columns are 'a', 'b' and 7 more", with up to three near ones, nearest first, and
// the first 20 columns. Nothing is said of near names where there are none.
std::string DescribeNames(std::string_view name, std::span<const std::string> names);

}  // namespace rung
