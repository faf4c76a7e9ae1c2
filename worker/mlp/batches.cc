#include "worker/mlp/batches.h"

#include <algorithm>

#include "common/counter_random.h"
#include "worker/mlp/loss.h"

namespace rung::mlp {
namespace {

void CopyRow(const PreparedPart& part, TargetScale scale, std::size_t from, std::size_t to,
             MatrixView<float> features, LabelBatch& labels) {
  std::copy_n(part.features.data() + from * features.columns, features.columns, features.row(to));
  if (!part.classes.empty()) labels.classes[to] = part.classes[from];
  if (!part.targets.empty()) labels.targets[to] = scale.Standardise(part.targets[from]);
}

}  // namespace

std::vector<std::uint32_t> RowOrder(std::uint64_t seed, std::uint32_t trial, int epoch,
                                    std::size_t rows) {
  return CounterRandom(seed, RandomPurpose::kRowOrder, trial, static_cast<std::uint32_t>(epoch))
      .Permutation(static_cast<std::uint32_t>(rows));
}

void GatherRows(const PreparedPart& part, TargetScale scale, std::span<const std::uint32_t> chosen,
                MatrixView<float> features, LabelBatch& labels) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    CopyRow(part, scale, chosen[i], i, features, labels);
  }
}

void CopyRows(const PreparedPart& part, TargetScale scale, std::size_t first,
              MatrixView<float> features, LabelBatch& labels) {
  for (std::size_t i = 0; i < features.rows; ++i) {
    CopyRow(part, scale, first + i, i, features, labels);
  }
}

void ApplyLoss(v1::Objective objective, const LabelBatch& labels, MatrixView<float> outputs,
               std::span<RowOutcome> outcomes) {
  if (objective == v1::CLASSIFICATION) {
    CrossEntropy<float>(outputs, labels.classes, outcomes);
  } else {
    SquaredError<float>(outputs, labels.targets, outcomes);
  }
}

}  // namespace rung::mlp
