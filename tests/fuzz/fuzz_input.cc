#include "tests/fuzz/fuzz_input.h"

namespace rung {

unsigned FuzzInput::TakeByte() {
  const std::string_view taken = Take(1);
  return taken.empty() ? 0 : static_cast<unsigned char>(taken[0]);
}

std::string_view FuzzInput::Take(std::size_t size) {
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(taken.size());
  return taken;
}

}  // namespace rung
