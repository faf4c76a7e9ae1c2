#include "common/spec/text_place.h"

#include <algorithm>

namespace rung {

std::size_t LineStart(std::string_view text, int line) {
  std::size_t start = 0;
  for (; line > 0; --line) start = text.find('\n', start) + 1;
  return std::min(start, text.size());
}

int ByteInLine(std::string_view text, int line, int column) {
  constexpr int kTabWidth = 8;
  const std::string_view rest = text.substr(LineStart(text, line));
  int byte = 0;
  for (int reached = 0; reached < column; ++byte) {
    const auto at = static_cast<std::size_t>(byte);
    if (at == rest.size() || rest[at] == '\n') break;
    reached += rest[at] == '\t' ? kTabWidth - reached % kTabWidth : 1;
  }
  return byte;
}

}  // namespace rung
