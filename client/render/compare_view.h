#pragma once

#include <string>

#include "client/render/answer.h"
#include "rung/v1/search.pb.h"

namespace rung {

// With fewer scored trials than this, a value says little and is marked so.
inline constexpr int kFewTrials = 5;

// What each value of a hyperparameter did, at each rung apart. `spec` says which
// metric is the score.
Answer CompareAnswer(const std::string& search, const std::string& hyperparameter,
                     const v1::SearchSpec& spec,
                     const v1::CompareHyperparameterResponse& comparison);

}  // namespace rung
