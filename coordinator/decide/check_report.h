#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/decide/search_state.h"
#include "rung/v1/task.pb.h"

namespace rung {

// What a worker says of a task that trains to epoch `target`, before it is believed.
// All answer INVALID_ARGUMENT with the reason.

// The epochs are among those that the task trains, at most 1000 in a call, each of at
// most 10^10 rows and 10^8 seconds.
absl::Status CheckEpochs(const google::protobuf::RepeatedPtrField<v1::Epoch>& epochs, int target);

// What a task that trains was asked for.
struct TrainingOrder {
  v1::Metric score = v1::METRIC_UNSPECIFIED;
  int target = 0;         // epochs, counted from the trial's start
  bool may_stop = false;  // before the target, which has then at least one epoch
};

// The result of a task that trains, as it is recorded: DIVERGED where the score is not
// finite. Refused unless a completed task has trained to its target, or to an epoch before it
// where it may stop, another at most as far, and a completed one names its checkpoint
// and has `score` among the metrics of both parts.
absl::StatusOr<RecordedResult> ReadResult(const v1::CompleteTaskRequest& request,
                                          const TrainingOrder& order);

// A completed scoring has `score` among the metrics of the test rows.
absl::Status CheckTestScore(const v1::CompleteTaskRequest& request, v1::Metric score);

}  // namespace rung
