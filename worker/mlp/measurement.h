#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "common/data/prepared_data.h"
#include "worker/mlp/batches.h"
#include "worker/mlp/class_scores.h"
#include "worker/mlp/loss.h"
#include "worker/mlp/metrics.h"
#include "worker/mlp/network.h"
#include "worker/mlp/progress.h"
#include "worker/mlp/row_outcome.h"
#include "worker/mlp/trial_setup.h"

namespace rung::mlp {

// 0 for regression.
std::int32_t ClassesOf(const PreparedTraining& data);

// Room for the scores of so many rows, none where there are no classes or where it would
// be more than kMaxClassScores. classes: 0 for regression.
std::optional<ClassScores> ClassScoresFor(std::int64_t rows, std::int32_t classes);

// Applies the objective's loss, as in loss.h. The scores of rows first, first + 1, … are
// filled where there is room for them.
void ApplyLoss(v1::Objective objective, const LabelBatch& labels, PanelView<float> outputs,
               Loss<float>& loss, std::span<RowOutcome> outcomes, std::size_t first,
               std::optional<ClassScores>& scores);

// How the network does on each row of `part`, without dropout. outcomes: one for
// each row; scores: room for those of each row, or none. `network`, `loss` and `labels` take
// batches of kMeasuredTogether rows, or of all rows where those are fewer; they serve as scratch.
// Each batch is a step of progress.
void MeasureRows(const PreparedPart& part, v1::Objective objective, TargetScale scale,
                 std::span<const float> parameters, Network<float>& network, Loss<float>& loss,
                 LabelBatch& labels, std::span<RowOutcome> outcomes,
                 std::optional<ClassScores>& scores, Progress progress);

// The area under the curve is NaN where a loss is not finite.
Measured MeasuredOf(MetricSums sums, const std::optional<ClassScores>& scores);

}  // namespace rung::mlp
