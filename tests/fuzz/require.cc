#include "tests/fuzz/require.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace rung {

void Require(bool is_kept, std::string_view promise) {
  if (is_kept) return;
  fmt::print(stderr, "not kept: {}\n", promise);
  std::abort();
}

}  // namespace rung
