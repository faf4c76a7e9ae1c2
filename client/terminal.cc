#include "client/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "client/render/progress.h"

namespace rung {

namespace {

bool CanRedraw(int descriptor) {
  const char* terminal = std::getenv("TERM");
  return isatty(descriptor) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace

bool IsOutputTerminal() { return CanRedraw(STDOUT_FILENO); }

bool IsErrorTerminal() { return CanRedraw(STDERR_FILENO); }

TerminalSize OutputTerminalSize() {
  winsize size{};
  const bool is_known =
      ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
  return is_known ? TerminalSize{size.ws_col, size.ws_row} : TerminalSize();
}

int TerminalWidth() {
  winsize size{};
  const bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : 80;
}

bool PrintResult(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

void PrintNote(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void LiveLines::Draw(const std::vector<std::string>& lines) {
  std::vector<std::string> all = lines;
  while (static_cast<int>(all.size()) < drawn_) all.emplace_back();
  PrintNote(Redraw(drawn_, all));
  drawn_ = static_cast<int>(all.size());
}

}  // namespace rung
