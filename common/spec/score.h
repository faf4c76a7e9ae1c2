#pragma once

#include "rung/v1/search_spec.pb.h"

namespace rung {

// The score of an objective where none is asked for: ACCURACY or RMSE.
v1::Metric DefaultScore(v1::Objective objective);

// Whether a metric measures predictions of this kind.
bool ScoreFits(v1::Metric metric, v1::Objective objective);

}  // namespace rung
