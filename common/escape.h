#pragma once

#include <string>
#include <string_view>

namespace rung {

// `text` with control characters, characters that turn the direction of writing, and bytes that
// are not UTF-8 written as escapes: `\x1b`, `\u202e`. What strangers wrote must not steer a
// terminal, or begin a line of a log.
std::string EscapeControls(std::string_view text);

}  // namespace rung
