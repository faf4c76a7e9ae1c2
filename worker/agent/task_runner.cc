#include "worker/agent/task_runner.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "common/sha256.h"
#include "common/status_macros.h"
#include "worker/agent/early_stopping.h"
#include "worker/mlp/evaluation.h"
#include "worker/mlp/trainer.h"

namespace rung {
namespace {

using TrainerOr = absl::StatusOr<std::unique_ptr<mlp::Trainer>>;

mlp::TrialSetup SetupOf(const v1::Task& task) {
  return {task.configuration(), task.seed(), task.trial(), task.arithmetic()};
}

TaskResult Ended(const v1::Task& task, v1::CompleteTaskRequest::Outcome outcome) {
  TaskResult result;
  result.completion.set_name(task.name());
  result.completion.set_outcome(outcome);
  return result;
}

TaskResult Failed(const v1::Task& task, std::string why) {
  TaskResult result = Ended(task, v1::CompleteTaskRequest::FAILED);
  result.completion.set_failure(std::move(why));
  return result;
}

TaskResult Diverged(const v1::Task& task, const mlp::Trainer& trainer) {
  TaskResult result = Ended(task, v1::CompleteTaskRequest::DIVERGED);
  result.completion.set_trained_epochs(trainer.epochs_done());
  return result;
}

TaskResult Trained(const v1::Task& task, const mlp::Trainer& trainer, mlp::Progress progress) {
  TaskResult result = Ended(task, v1::CompleteTaskRequest::COMPLETED);
  result.completion.set_trained_epochs(trainer.epochs_done());
  *result.completion.mutable_training() = trainer.TrainingMetrics(progress);
  *result.completion.mutable_validation() = trainer.ValidationMetrics(progress);
  result.checkpoint = trainer.Checkpoint();
  result.completion.set_checkpoint(Sha256Hex(result.checkpoint));
  return result;
}

// How long ago the best epoch was is in no checkpoint, so a trial with patience starts anew.
TaskResult Unfinished(const v1::Task& task, const mlp::Trainer& trainer, int first_epoch) {
  TaskResult result = Ended(task, v1::CompleteTaskRequest::OUTCOME_UNSPECIFIED);
  result.is_unfinished = true;
  if (trainer.epochs_done() == first_epoch || task.patience() > 0) return result;
  result.checkpoint = trainer.Checkpoint();
  result.completion.set_checkpoint(Sha256Hex(result.checkpoint));
  return result;
}

// The checkpoint to go on from; null to start from initial weights.
absl::StatusOr<std::shared_ptr<const std::string>> CheckpointOf(const v1::Task& task,
                                                                TaskInputs& inputs,
                                                                mlp::Progress progress,
                                                                const std::stop_token& stop) {
  if (task.checkpoint().empty()) return nullptr;
  auto checkpoint = inputs.Checkpoint(task.checkpoint(), progress, stop);
  if (checkpoint.ok() || stop.stop_requested()) return checkpoint;
  spdlog::warn("no checkpoint ({}); training from the start", checkpoint.status().ToString());
  return nullptr;
}

TrainerOr TrainerFrom(const v1::Task& task, const PreparedTraining& data,
                      const std::string* checkpoint, const mlp::InstructionSet& instruction_set) {
  const auto create = [&] {
    return mlp::Trainer::Create(SetupOf(task), data, task.score(), instruction_set);
  };
  ASSIGN_OR_RETURN(std::unique_ptr<mlp::Trainer> trainer, create());
  if (checkpoint == nullptr) return trainer;
  const absl::Status restored = trainer->Restore(*checkpoint);
  if (restored.ok() && trainer->epochs_done() <= task.target_epochs()) return trainer;
  spdlog::warn("the checkpoint is of no use ({}); training from the start",
               restored.ok() ? "it is beyond the target" : restored.ToString());
  return create();
}

absl::StatusOr<v1::Epoch> TrainEpoch(const TaskHooks& hooks, const std::stop_token& stop,
                                     mlp::Trainer& trainer) {
  const auto start = hooks.now();
  std::optional<v1::Epoch> epoch = trainer.TrainEpoch(stop, hooks.batch_count);
  if (!epoch.has_value()) return absl::CancelledError("stopped in the middle of an epoch");
  epoch->set_seconds(std::chrono::duration<double>(hooks.now() - start).count());
  hooks.on_epoch(*epoch);
  return *std::move(epoch);
}

// True once all epochs are trained, or the trial diverged; false where it is to end before.
// With patience, the trainer is left as it was after its best epoch.
absl::StatusOr<bool> TrainToTarget(const v1::Task& task, const TaskHooks& hooks,
                                   const std::stop_token& stop, mlp::Trainer& trainer) {
  EarlyStopping stopping(task.patience(), task.score());
  std::string best;  // the checkpoint
  while (trainer.epochs_done() < task.target_epochs() && !stopping.IsOver()) {
    if (hooks.finish_epoch.stop_requested()) return false;
    ASSIGN_OR_RETURN(const v1::Epoch epoch, TrainEpoch(hooks, stop, trainer));
    if (trainer.diverged()) return true;
    if (stopping.IsBest(epoch.validation_score()) && task.patience() > 0) {
      best = trainer.Checkpoint();
    }
  }
  if (!best.empty()) RETURN_IF_ERROR(trainer.Restore(best));
  return true;
}

absl::StatusOr<TaskResult> Score(const v1::Task& task, TaskInputs& inputs,
                                 const PreparedTraining& training, const mlp::Trainer& trainer,
                                 const TaskHooks& hooks, const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const auto test, inputs.Test(task.test_data(), hooks.batch_count, stop));
  std::string checkpoint = trainer.Checkpoint();
  const auto scores = mlp::ScoreOnTest(SetupOf(task), training, *test, task.score(), checkpoint,
                                       hooks.instruction_set, hooks.batch_count);
  if (!scores.ok()) return Failed(task, std::string(scores.status().message()));
  TaskResult result = Ended(task, v1::CompleteTaskRequest::COMPLETED);
  result.completion.set_checkpoint(Sha256Hex(checkpoint));
  result.checkpoint = std::move(checkpoint);
  *result.completion.mutable_test() = scores->test;
  result.completion.set_validation_spread(scores->validation_spread);
  result.completion.set_test_spread(scores->test_spread);
  return result;
}

absl::StatusOr<TaskResult> Run(const v1::Task& task, TaskInputs& inputs, const TaskHooks& hooks,
                               const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const auto data, inputs.Training(task.training_data(), hooks.batch_count, stop));
  ASSIGN_OR_RETURN(const auto checkpoint, CheckpointOf(task, inputs, hooks.batch_count, stop));
  const TrainerOr trainer = TrainerFrom(task, *data, checkpoint.get(), hooks.instruction_set);
  if (!trainer.ok()) return Failed(task, std::string(trainer.status().message()));
  const int first_epoch = (*trainer)->epochs_done();
  ASSIGN_OR_RETURN(const bool is_finished, TrainToTarget(task, hooks, stop, **trainer));
  if (!is_finished) return Unfinished(task, **trainer, first_epoch);
  if ((*trainer)->diverged()) return Diverged(task, **trainer);
  if (!task.test_data().empty()) {
    return Score(task, inputs, *data, **trainer, hooks, stop);
  }
  return Trained(task, **trainer, hooks.batch_count);
}

}  // namespace

absl::StatusOr<TaskResult> RunTask(const v1::Task& task, TaskInputs& inputs, const TaskHooks& hooks,
                                   std::stop_token stop) {
  try {
    return Run(task, inputs, hooks, stop);
  } catch (const std::bad_alloc&) {
    return absl::FailedPreconditionError(
        "out of memory: the network, its mini-batch or the data do not fit");
  }
}

}  // namespace rung
