#include "worker/mlp/class_scores.h"

namespace rung::mlp {

ClassScores::ClassScores(std::size_t rows, std::size_t classes)
    : scores_(rows * classes), labels_(rows) {}

// log p(j) = logit(j) - logit(right) + log p(right), and the loss is -log p(right).
void ClassScores::TakeLogits(std::size_t first, PanelView<float> logits,
                             std::span<const std::int32_t> labels) {
  for (std::size_t i = 0; i < logits.rows; ++i) {
    labels_[first + i] = labels[i];
    const float right = logits.at(i, static_cast<std::size_t>(labels[i]));
    for (std::size_t j = 0; j < logits.columns; ++j) {
      scores_[j * rows() + first + i] = logits.at(i, j) - right;
    }
  }
}

void ClassScores::TakeLosses(std::size_t first, std::span<const RowOutcome> outcomes) {
  for (std::size_t j = 0; j < classes(); ++j) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      scores_[j * rows() + first + i] -= static_cast<float>(outcomes[i].loss);
    }
  }
}

}  // namespace rung::mlp
