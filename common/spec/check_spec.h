#pragma once

#include <optional>

#include "common/spec/spec_defaults.h"
#include "common/spec/spec_fault.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// The first fault of a spec, with or without its defaults filled in; nullopt for
// one that can be searched. The rules are the comments of search_spec.proto. What
// depends on the data (is there such a column, does the score fit) is not
// checked, but for a score and an objective that are both given. `data.file` is
// the search file's matter.
std::optional<SpecFault> CheckSpec(const v1::SearchSpec& spec);

// The fault of a score that does not measure such predictions; nullopt where
// either is unspecified.
std::optional<SpecFault> CheckScore(v1::Metric score, v1::Objective objective);

}  // namespace rung
