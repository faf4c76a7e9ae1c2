#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/kernels/kernels.h"
#include "worker/mlp/matrix.h"
#include "worker/mlp/row_outcome.h"

namespace rung::mlp {

// The losses, for float and double. They tell how each row did and turn the network's
// outputs, in place, into the gradient of the mean loss by those outputs. Holds
// scratch; used by one thread at a time.
template <typename Scalar>
class Loss {
 public:
  // For batches of up to `max_rows` rows with `outputs` columns. `kernels` must outlive
  // this. For the gradient of cross-entropy alone, `smoothing` of a row's target, 0 to
  // below 1, is spread evenly over all classes, and a row weighs as its class does;
  // class_weights: of each class, or empty for 1.
  Loss(const Kernels<Scalar>& kernels, std::size_t max_rows, std::size_t outputs,
       double smoothing = 0, std::vector<Scalar> class_weights = {});

  // Cross-entropy of the softmax of logits: (rows, classes). The class of a row is
  // 0 … classes - 1; of equally probable classes the first counts as predicted.
  // outcomes: one for each row, unweighted and unsmoothed.
  void CrossEntropy(PanelView<Scalar> logits, std::span<const std::int32_t> classes,
                    std::span<RowOutcome> outcomes);

  // The log odds of each class by the same softmax, class by class, as Kernels::log_odds.
  void LogOdds(PanelView<Scalar> logits, Scalar* odds, std::size_t stride);

  // (output - target)^2; outputs: (rows, 1).
  static void SquaredError(PanelView<Scalar> outputs, std::span<const float> targets,
                           std::span<RowOutcome> outcomes);

 private:
  const Kernels<Scalar>& kernels_;
  const Scalar smoothing_;
  const std::vector<Scalar> class_weights_;
  AlignedVector<Scalar> losses_;
  AlignedVector<std::int32_t> predicted_;
  AlignedVector<Scalar> scratch_;
};

}  // namespace rung::mlp
