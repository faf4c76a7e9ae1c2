#include "worker/agent/early_stopping.h"

#include "common/metric.h"

namespace rung {

EarlyStopping::EarlyStopping(int patience, v1::Metric score)
    : patience_(patience), higher_is_better_(HigherIsBetter(score)) {}

bool EarlyStopping::IsBest(double score) {
  const bool is_best = !best_ || (higher_is_better_ ? score > *best_ : score < *best_);
  if (is_best) best_ = score;
  epochs_without_ = is_best ? 0 : epochs_without_ + 1;
  return is_best;
}

}  // namespace rung
