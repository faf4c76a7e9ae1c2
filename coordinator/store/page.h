#pragma once

#include <cstdint>
#include <vector>

namespace rung {

// Some of a list's rows, and where the rest begins.
template <typename Row>
struct Page {
  std::vector<Row> rows;
  std::int64_t next = 0;  // to be passed to the next call; 0 on the last page
};

}  // namespace rung
