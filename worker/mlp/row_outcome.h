#pragma once

namespace rung::mlp {

// How a network did on one row: all that any metric needs to know of it. Errors
// and targets of regression are in standard deviations of the training labels.
struct RowOutcome {
  double loss = 0;           // cross-entropy, or squared error
  float correct = 0;         // classification: 1 where the most probable class is right
  float absolute_error = 0;  // regression
  float target = 0;          // regression
};

}  // namespace rung::mlp
