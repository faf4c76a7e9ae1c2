#pragma once

#include <optional>

#include "common/spec/spec_fault.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// The first fault of a space whose defaults are filled in. Under halving its
// `epochs` are not given and not looked at.
std::optional<SpecFault> CheckSpace(const v1::Space& space);

}  // namespace rung
