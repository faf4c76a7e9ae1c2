#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/model/trained_model.h"

namespace rung {

// Reads back what ModelToOnnx wrote, from initializers and metadata; the graph is not looked at.
// Any bytes will do: memory is taken only for what is there. Errors: INVALID_ARGUMENT for a
// file that is damaged or that rung did not write.
absl::StatusOr<TrainedModel> ModelFromOnnx(std::string_view bytes);

}  // namespace rung
