#pragma once

#include "rung/v1/search.pb.h"

namespace rung {

// True for a search in whose state nothing will change any more.
inline bool HasEnded(v1::Search::State state) {
  return state == v1::Search::SUCCEEDED || state == v1::Search::CANCELLED ||
         state == v1::Search::FAILED;
}

}  // namespace rung
