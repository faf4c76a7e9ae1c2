#pragma once

#include <string_view>

namespace rung {

// Ends the program with a message, as fuzzers report a finding, where a promise is
// not kept.
void Require(bool is_kept, std::string_view promise);

}  // namespace rung
