#pragma once

#include <string>

#include "log_index.h"

namespace rung::simulation {

// Whether an ended search must have the answer of an undisturbed run: nobody stopped or
// cancelled it, and no training was given up for the workers that it cost.
bool IsComparable(const LogIndex& log, const LogIndex::Search& search);

// What a comparable search has otherwise than a run by one worker without any fault: a
// configuration, a result or a finalist. Empty where there is nothing.
std::string DifferenceToUndisturbed(const LogIndex& log, const LogIndex::Search& search);

}  // namespace rung::simulation
