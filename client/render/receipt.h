#pragma once

#include <string>

#include "rung/v1/search.pb.h"

namespace rung {

// What a search has cost and what it would have cost without halving or
// checkpoints, in lines for people.
std::string ReceiptText(const v1::Search& search);

}  // namespace rung
