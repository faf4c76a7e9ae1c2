#include "worker/mlp/measurement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "worker/mlp/area_under_curve.h"

namespace rung::mlp {

std::int32_t ClassesOf(const PreparedTraining& data) {
  return data.objective == v1::CLASSIFICATION ? data.outputs : 0;
}

std::optional<ClassScores> ClassScoresFor(std::int64_t rows, std::int32_t classes) {
  const auto size = static_cast<std::size_t>(rows) * static_cast<std::size_t>(classes);
  if (size == 0 || size > kMaxClassScores) return std::nullopt;
  return ClassScores(static_cast<std::size_t>(rows), static_cast<std::size_t>(classes));
}

void ApplyLoss(v1::Objective objective, const LabelBatch& labels, PanelView<float> outputs,
               Loss<float>& loss, std::span<RowOutcome> outcomes, std::size_t first,
               std::optional<ClassScores>& scores) {
  if (objective == v1::REGRESSION) {
    Loss<float>::SquaredError(outputs, labels.targets, outcomes);
    return;
  }
  if (scores) scores->Fill(first, outputs, labels.classes, loss);
  loss.CrossEntropy(outputs, labels.classes, outcomes);
}

void MeasureRows(const PreparedPart& part, v1::Objective objective, TargetScale scale,
                 std::span<const float> parameters, Network<float>& network, Loss<float>& loss,
                 LabelBatch& labels, std::span<RowOutcome> outcomes,
                 std::optional<ClassScores>& scores, Progress progress) {
  std::array<std::uint32_t, kMeasuredTogether> chosen;
  for (std::size_t first = 0; first < outcomes.size(); first += kMeasuredTogether) {
    const std::size_t rows = std::min(kMeasuredTogether, outcomes.size() - first);
    std::iota(chosen.begin(), chosen.end(), static_cast<std::uint32_t>(first));
    GatherRows(network.kernels(), part, scale, std::span(chosen).first(rows), network.Input(rows),
               labels);
    const PanelView<float> outputs = network.Forward(parameters, rows);
    ApplyLoss(objective, labels, outputs, loss, outcomes.subspan(first, rows), first, scores);
    CountStep(progress);
  }
}

Measured MeasuredOf(MetricSums sums, const std::optional<ClassScores>& scores) {
  Measured measured{.sums = std::move(sums)};
  if (!scores) return measured;
  // A loss that is finite leaves no score without an order.
  measured.area_under_curve = std::isfinite(measured.sums.loss)
                                  ? AreaUnderCurve(*scores).OfAll()
                                  : std::numeric_limits<double>::quiet_NaN();
  return measured;
}

}  // namespace rung::mlp
