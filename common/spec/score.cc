#include "common/spec/score.h"

namespace rung {

v1::Metric DefaultScore(v1::Objective objective) {
  return objective == v1::REGRESSION ? v1::RMSE : v1::ACCURACY;
}

bool ScoreFits(v1::Metric metric, v1::Objective objective) {
  const bool measures_classes = metric == v1::ACCURACY || metric == v1::LOG_LOSS;
  return measures_classes == (objective == v1::CLASSIFICATION);
}

}  // namespace rung
