#pragma once

#include <string>

#include "rung/v1/task.pb.h"

namespace rung::simulation {

// Training as a function of the search's seed, the trial and the epochs, and of nothing
// else: whoever trains a task, and however often, finds the same. Some trials diverge or fail,
// many have equal scores.

// What a worker reports of a task that it has done; `session` is the worker's.
v1::CompleteTaskRequest ResultOf(const v1::Task& task, const std::string& session);

// The epochs behind a task's checkpoint: those that it need not train again.
int EpochsBehind(const v1::Task& task);

// The checkpoint of a task that is handed back after so many epochs.
std::string CheckpointAfter(int epochs);

// One epoch as it is reported.
v1::Epoch EpochOf(const v1::Task& task, int epoch);

}  // namespace rung::simulation
