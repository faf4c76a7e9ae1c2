#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rung {

// What follows the last `/` of a resource's name: `digits` of `searches/digits`.
inline std::string ShortName(std::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

// The number of a trial's name; the text itself is the coordinator's, so anything may be in it.
// -1 where it does not end in a number.
std::int64_t TrialNumber(std::string_view name);

}  // namespace rung
