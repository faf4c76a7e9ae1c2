#pragma once

#include <cstddef>
#include <string>

namespace rung {

// What a call takes up while it waits in a queue.
struct WorkCost {
  std::string caller;     // whose turn it is
  std::size_t bytes = 0;  // of memory that its request holds
};

}  // namespace rung
