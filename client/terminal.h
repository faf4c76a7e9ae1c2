#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rung {

// Whether stdout is a terminal that can redraw lines.
bool IsOutputTerminal();

// Whether stderr is a terminal that can redraw lines.
bool IsErrorTerminal();

// Places of a terminal's line; 80 where it is not known.
int TerminalWidth();

struct TerminalSize {
  int width = 80;
  int height = 24;
};
// That of stdout; as above where it is not known.
TerminalSize OutputTerminalSize();

// Writes to stdout; false where that failed.
bool PrintResult(std::string_view text);

// Writes to stderr.
void PrintNote(std::string_view text);

// A few lines on stderr that are drawn again and again in the same place.
class LiveLines {
 public:
  void Draw(const std::vector<std::string>& lines);
  // Leaves what was drawn last and goes on below it.
  void Leave() { drawn_ = 0; }

 private:
  int drawn_ = 0;
};

}  // namespace rung
