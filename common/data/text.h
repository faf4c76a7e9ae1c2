#pragma once

#include <string>
#include <string_view>

namespace rung {

// True for well-formed UTF-8 (Unicode 15, table 3-7).
bool IsUtf8(std::string_view text);

// A piece of a file as messages show it: in quotation marks, cut after 40 bytes,
// with a question mark for each control character, and for each byte above ASCII
// where the text is not UTF-8.
std::string Quoted(std::string_view text);

}  // namespace rung
