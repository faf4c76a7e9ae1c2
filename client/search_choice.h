#pragma once

#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "rung/v1/search.pb.h"

namespace rung {

// A search as far as it matters for finding it.
struct SearchChoice {
  std::string name;  // without `searches/`
  v1::Search::State state = v1::Search::STATE_UNSPECIFIED;
};

// The search that a person means: the one of exactly that name, or the only one
// whose name begins so; where nothing was given, the only one that has not ended,
// or else the only one there is.
// Errors: NOT_FOUND, INVALID_ARGUMENT (several; the message lists them).
absl::StatusOr<std::string> ChooseSearch(std::string_view wanted,
                                         std::span<const SearchChoice> searches);

// The one of `names` that is, or alone begins with, `wanted`; `noun` is for messages.
// Errors: NOT_FOUND, INVALID_ARGUMENT (several).
absl::StatusOr<std::string> ChooseByPrefix(std::string_view noun, std::string_view wanted,
                                           std::span<const std::string> names);

}  // namespace rung
