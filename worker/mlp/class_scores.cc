#include "worker/mlp/class_scores.h"

#include <algorithm>

namespace rung::mlp {

ClassScores::ClassScores(std::size_t rows, std::size_t classes)
    : scores_(rows * classes), labels_(rows) {}

void ClassScores::Fill(std::size_t first, PanelView<float> logits,
                       std::span<const std::int32_t> labels, Loss<float>& loss) {
  std::ranges::copy(labels.first(logits.rows), labels_.data() + first);
  loss.LogOdds(logits, scores_.data() + first, rows());
}

}  // namespace rung::mlp
