#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "calls.h"
#include "choices.h"

namespace rung::simulation {

// A worker that follows the protocol: a session, then task after task, each renewed epoch by
// epoch and completed, every call repeated until it is answered. It may die and be started
// again, with or without last words, freeze with all it holds and come back, be slow, hand its
// task back, or be asked to stop: then it hands back its checkpoint and ends its session.
class SimulatedWorker {
 public:
  SimulatedWorker(std::string name, Timeline& timeline, History& history, Calls& calls,
                  Choices choices)
      : name_(std::move(name)),
        timeline_(timeline),
        history_(history),
        calls_(calls),
        choices_(choices) {}

  // A new life, without anything of the last.
  void Start();
  // From here on it lives, and no epoch takes long.
  void EndFaults();

 private:
  // Does it later, unless this life is over by then; a frozen worker first thaws.
  void Later(MonotonicDuration delay, std::function<void()> action);
  // The same for what is done when a call is answered.
  template <class Response>
  Calls::Told<Response> Awake(std::function<void(const absl::StatusOr<Response>&)> told);
  void Misfortune();
  void Die();

  void StartSession();
  void AskForTask();
  void LeaseTask(const v1::LeaseTaskRequest& request);
  void Work(const v1::Task& task);
  void TrainEpoch();
  void Renew();
  void Complete();
  void Return();
  bool Holds(const std::string& attempt) const { return task_ && task_->name() == attempt; }
  // The task is over for this worker, however it ended.
  void Drop();
  void End();

  const std::string name_;
  Timeline& timeline_;
  History& history_;
  Calls& calls_;
  Choices choices_;
  bool has_faults_ = true;
  bool is_stopping_ = false;
  int life_ = 0;
  MonotonicTime frozen_until_;
  std::string session_;
  int requests_ = 0;
  std::optional<v1::Task> task_;
  int trained_ = 0;                 // epochs of the task, counted from the trial's start
  std::vector<v1::Epoch> unheard_;  // epochs that no answered renewal has told
};

}  // namespace rung::simulation
