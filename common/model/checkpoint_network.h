#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/model/dense_network.h"

namespace rung {

// The network in a checkpoint, without what only training needs. Any bytes will do: memory is
// taken only for numbers that are there. Errors: DATA_LOSS; the network passes CheckNetwork.
absl::StatusOr<DenseNetwork> NetworkFromCheckpoint(std::string_view bytes);

}  // namespace rung
