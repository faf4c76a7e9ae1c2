#pragma once

#include "absl/status/status.h"
#include "common/data/encoding.h"
#include "common/model/dense_network.h"

namespace rung {

// All that is needed to turn rows of a data file into predictions.
struct TrainedModel {
  Encoding encoding;
  DenseNetwork network;

  friend bool operator==(const TrainedModel&, const TrainedModel&) = default;
};

// Errors: INVALID_ARGUMENT (those of CheckNetwork, or the network has not the inputs and
// outputs of the encoding, which EncodingFromJson has passed).
absl::Status CheckModel(const TrainedModel& model);

}  // namespace rung
