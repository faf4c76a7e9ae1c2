#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rung/v1/task.pb.h"

namespace rung {

// What a worker says of a task that trains to epoch `target`, before it is believed.
// All answer INVALID_ARGUMENT with the reason.

// The epochs are among those that the task trains, at most 1000 in a call, each of at
// most 10^10 rows and 10^8 seconds.
absl::Status CheckEpochs(const google::protobuf::RepeatedPtrField<v1::Epoch>& epochs, int target);

// A completed task has trained to its target, another at most as far.
absl::Status CheckTrainedEpochs(const v1::CompleteTaskRequest& request, int target);

// The score of a completed task; nullopt where it is not finite. Refused where the
// metric is missing.
absl::StatusOr<std::optional<double>> ReadScore(const v1::CompleteTaskRequest& request,
                                                v1::Metric metric);

}  // namespace rung
