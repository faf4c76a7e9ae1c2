#pragma once

#include <string>

#include "client/render/answer.h"
#include "rung/v1/search.pb.h"

namespace rung {

// The best trials of a search, best first, with all that speaks for and against
// each. The spec says which metric is the score and which hyperparameters are open.
Answer BestAnswer(const std::string& search, const v1::SearchSpec& spec,
                  const v1::ListBestTrialsResponse& best);

}  // namespace rung
