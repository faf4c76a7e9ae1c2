#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "rung/v1/task.pb.h"
#include "worker/agent/task_inputs.h"
#include "worker/mlp/kernels/instruction_sets.h"
#include "worker/mlp/progress.h"

namespace rung {

// What came of a task: all of the completion but its epochs, and the checkpoint
// that it names, empty if it names none.
struct TaskResult {
  v1::CompleteTaskRequest completion;
  std::string checkpoint;
  // The task ended before its target: of the completion only the checkpoint counts.
  bool is_unfinished = false;
};

// What a task's training needs of its surroundings.
struct TaskHooks {
  // Called after each epoch that is trained, in order.
  std::function<void(const v1::Epoch&)> on_epoch;
  // Counts the pieces that arrive, the mini-batches that are trained or measured, and the samples
  // of a spread.
  mlp::Progress batch_count = nullptr;
  // Once this is requested, training ends with the epoch under way.
  std::stop_token finish_epoch;
  // Measures the seconds of an epoch.
  std::function<std::chrono::steady_clock::time_point()> now;
  // Decides how fast, not what comes of it.
  mlp::InstructionSet instruction_set;
};

// Trains a task's trial to its target, or to its best epoch where it has patience, or
// scores it, where the task has test data. A checkpoint that cannot be had, is damaged, or is
// beyond the target costs time alone: the trial is then trained from its start, and its epochs are
// told again. A task that is to finish its epoch comes back unfinished, with the checkpoint of that
// epoch where it trained any and has no patience. What the trainer refuses is a result with outcome
// FAILED. Errors: CANCELLED once `stop` is requested, in the middle of an epoch too;
// FAILED_PRECONDITION where this machine runs out of memory; those of `inputs`.
absl::StatusOr<TaskResult> RunTask(const v1::Task& task, TaskInputs& inputs, const TaskHooks& hooks,
                                   std::stop_token stop);

}  // namespace rung
