#pragma once

#include <span>

#include "client/render/answer.h"
#include "rung/v1/search.pb.h"

namespace rung {

// All that is known about one search as one object; `lost` are its attempts that
// ended because a worker was lost.
Json SearchJson(const v1::Search& search, std::span<const v1::Attempt> lost);

}  // namespace rung
