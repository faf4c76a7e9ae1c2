#pragma once

#include "absl/status/status.h"
#include "rung/v1/search_spec.pb.h"

namespace rung::mlp {

// Errors: INVALID_ARGUMENT names the field that is out of the range that
// v1::Space gives for it, or left unspecified.
absl::Status CheckConfiguration(const v1::Configuration& configuration);

}  // namespace rung::mlp
