#pragma once

#include <cstddef>
#include <span>

#include "common/data/prepared_data.h"
#include "worker/mlp/batches.h"
#include "worker/mlp/loss.h"
#include "worker/mlp/network.h"
#include "worker/mlp/row_outcome.h"
#include "worker/mlp/trial_setup.h"

namespace rung::mlp {

// Applies the objective's loss, as in loss.h.
void ApplyLoss(v1::Objective objective, const LabelBatch& labels, PanelView<float> outputs,
               Loss<float>& loss, std::span<RowOutcome> outcomes);

// How the network does on each row of `part`, without dropout. outcomes: one for
// each row. `network`, `loss` and `labels` take batches of kMeasuredTogether rows,
// or of all rows where those are fewer; they serve as scratch.
void MeasureRows(const PreparedPart& part, v1::Objective objective, TargetScale scale,
                 std::span<const float> parameters, Network<float>& network, Loss<float>& loss,
                 LabelBatch& labels, std::span<RowOutcome> outcomes);

}  // namespace rung::mlp
