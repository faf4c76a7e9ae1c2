#pragma once

#include <string>

#include "client/render/answer.h"
#include "coordinator/schedule/plan.h"

namespace rung {

// The rungs of a search that has not begun, and what it will cost.
Answer PlanAnswer(const Plan& plan);

// The price in one sentence, with a line feed.
std::string PriceText(const std::string& search, const Plan& plan);

}  // namespace rung
