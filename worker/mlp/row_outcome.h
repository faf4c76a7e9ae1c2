#pragma once

#include <cstdint>

namespace rung::mlp {

// How a network did on one row: all that any metric but AUC needs to know of it. Errors
// and targets of regression are in standard deviations of the training labels.
struct RowOutcome {
  double loss = 0;             // cross-entropy, or squared error
  std::int32_t label = 0;      // classification: the right class
  std::int32_t predicted = 0;  // classification: the most probable class
  float absolute_error = 0;    // regression
  float target = 0;            // regression
};

}  // namespace rung::mlp
