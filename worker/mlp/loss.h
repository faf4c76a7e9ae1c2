#pragma once

#include <cstdint>
#include <span>

#include "worker/mlp/matrix.h"
#include "worker/mlp/row_outcome.h"

namespace rung::mlp {

// Losses for float and double. They tell how each row did and turn the network's
// outputs, in place, into the gradient of the mean loss by those outputs.
// outcomes: one for each row.

// Cross-entropy of the softmax of logits: (rows, classes). The class of a row is
// 0 … classes - 1; of equally probable classes the first counts as predicted.
template <typename Scalar>
void CrossEntropy(MatrixView<Scalar> logits, std::span<const std::int32_t> classes,
                  std::span<RowOutcome> outcomes);

// (output - target)^2; outputs: (rows, 1).
template <typename Scalar>
void SquaredError(MatrixView<Scalar> outputs, std::span<const float> targets,
                  std::span<RowOutcome> outcomes);

}  // namespace rung::mlp
