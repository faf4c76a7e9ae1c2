#pragma once

#include <string>

#include "rung/v1/search.pb.h"

namespace rung {

// What a search has cost and what it would have cost without halving or
// checkpoints, in lines for people.
std::string ReceiptText(const v1::Search& search);

// True for a search in whose state nothing will change any more.
bool HasEnded(v1::Search::State state);

}  // namespace rung
