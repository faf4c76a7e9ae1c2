#pragma once

#include <span>

#include "client/render/answer.h"
#include "rung/v1/search.pb.h"

namespace rung {

// All that is known about one search as one object; `attempts` are those that ended LOST
// or FAILED.
Json SearchJson(const v1::Search& search, std::span<const v1::Attempt> attempts);

}  // namespace rung
