#pragma once

#include <span>

#include "client/render/answer.h"
#include "rung/v1/search.pb.h"

namespace rung {

// Searches, one a row: state, trials done in the first rung, cost so far.
Answer SearchesAnswer(std::span<const v1::Search> searches);

// All that is known about one search; `attempts` are those that ended LOST or FAILED.
Answer SearchAnswer(const v1::Search& search, std::span<const v1::Attempt> attempts);

}  // namespace rung
