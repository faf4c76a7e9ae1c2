#include "worker/mlp/measurement.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace rung::mlp {

void ApplyLoss(v1::Objective objective, const LabelBatch& labels, PanelView<float> outputs,
               Loss<float>& loss, std::span<RowOutcome> outcomes) {
  if (objective == v1::CLASSIFICATION) {
    loss.CrossEntropy(outputs, labels.classes, outcomes);
  } else {
    Loss<float>::SquaredError(outputs, labels.targets, outcomes);
  }
}

void MeasureRows(const PreparedPart& part, v1::Objective objective, TargetScale scale,
                 std::span<const float> parameters, Network<float>& network, Loss<float>& loss,
                 LabelBatch& labels, std::span<RowOutcome> outcomes) {
  std::array<std::uint32_t, kMeasuredTogether> chosen;
  for (std::size_t first = 0; first < outcomes.size(); first += kMeasuredTogether) {
    const std::size_t rows = std::min(kMeasuredTogether, outcomes.size() - first);
    std::iota(chosen.begin(), chosen.end(), static_cast<std::uint32_t>(first));
    GatherRows(network.kernels(), part, scale, std::span(chosen).first(rows), network.Input(rows),
               labels);
    const PanelView<float> outputs = network.Forward(parameters, rows);
    ApplyLoss(objective, labels, outputs, loss, outcomes.subspan(first, rows));
  }
}

}  // namespace rung::mlp
