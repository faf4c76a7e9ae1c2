#pragma once

#include <cstddef>
#include <string_view>

namespace rung {

// Where a line of the text begins; lines are counted from 0.
std::size_t LineStart(std::string_view text, int line);

// The byte of a line, from 0, that protobuf's tokenizer calls `column`, also from 0: it
// counts bytes, but a tab as reaching to the next multiple of 8.
int ByteInLine(std::string_view text, int line, int column);

}  // namespace rung
