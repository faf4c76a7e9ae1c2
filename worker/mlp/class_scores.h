#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "worker/mlp/loss.h"
#include "worker/mlp/matrix.h"

namespace rung::mlp {

// At most this many numbers are kept: rows times classes.
inline constexpr std::size_t kMaxClassScores = std::size_t{64} << 20;

// The log odds that a network gives each class of each row: what the area under the ROC curve
// is measured on. They are in the order of the probabilities and, unlike these, tell how sure a
// network is however sure it is. Right classes have no part in them.
class ClassScores {
 public:
  ClassScores(std::size_t rows, std::size_t classes);

  // Fills rows first, first + 1, … logits: (rows, classes).
  void Fill(std::size_t first, PanelView<float> logits, std::span<const std::int32_t> labels,
            Loss<float>& loss);

  std::size_t rows() const { return labels_.size(); }
  std::size_t classes() const { return scores_.size() / labels_.size(); }
  // The right class of each row.
  std::span<const std::int32_t> labels() const { return labels_; }
  // Of one class, by row.
  std::span<const float> scores(std::size_t of_class) const {
    return std::span(scores_).subspan(of_class * rows(), rows());
  }

 private:
  std::vector<float> scores_;  // class by class
  std::vector<std::int32_t> labels_;
};

}  // namespace rung::mlp
