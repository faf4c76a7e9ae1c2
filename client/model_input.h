#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/model/trained_model.h"

namespace rung {

// Reads a model file. Errors: INVALID_ARGUMENT (there is no such file, it cannot be read, or it
// is none that `rung model get` wrote), with its name.
absl::StatusOr<TrainedModel> ReadModelFile(const std::string& path);

}  // namespace rung
