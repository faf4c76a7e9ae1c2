#include "worker/mlp/measurement.h"

#include <algorithm>

namespace rung::mlp {

void MeasureRows(const PreparedPart& part, v1::Objective objective, TargetScale scale,
                 std::span<const float> parameters, Network<float>& network, LabelBatch& labels,
                 std::span<RowOutcome> outcomes) {
  for (std::size_t first = 0; first < outcomes.size(); first += kMeasuredTogether) {
    const std::size_t rows = std::min(kMeasuredTogether, outcomes.size() - first);
    CopyRows(part, scale, first, network.Input(rows), labels);
    const MatrixView<float> outputs = network.Forward(parameters, rows, /*with_dropout=*/false);
    ApplyLoss(objective, labels, outputs, outcomes.subspan(first, rows));
  }
}

}  // namespace rung::mlp
