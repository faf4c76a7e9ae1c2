#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rung/v1/task.pb.h"
#include "worker/agent/blob_cache.h"
#include "worker/agent/cached_inputs.h"
#include "worker/agent/coordinator_client.h"
#include "worker/agent/delivery.h"
#include "worker/agent/random_pause.h"
#include "worker/agent/random_source.h"
#include "worker/agent/task_runner.h"
#include "worker/mlp/kernels/instruction_sets.h"

namespace rung {

// The end of the grace period, which is kept for telling the coordinator of the worker's end.
inline constexpr std::chrono::milliseconds kFarewell{1'000};

// What a worker is told when it is made.
struct AgentOptions {
  std::string worker;            // the name in StartSession
  std::string previous_session;  // of the life before, if that crashed
  std::string host;              // the machine's name
  int cpu_count = 0;             // processors that the process may use
  std::int64_t data_memory = 0;  // the most bytes of memory that data take
  // How long a worker that was asked to stop may take to finish its epoch, tell of it and end;
  // at least kFarewell.
  std::chrono::milliseconds grace{8'000};
  RandomPause pause;
  mlp::InstructionSet instruction_set;
  // Told the session whenever one is started.
  std::function<void(const std::string&)> on_session = [](const std::string&) {};
  // Called before each task is begun.
  std::function<void(const v1::Task&)> on_task = [](const v1::Task&) {};
};

// One worker: asks for tasks, trains them one after the other, and reports each while
// it trains the next. No outage of the coordinator or the network ends it: every call is
// repeated until it is answered. Used by one thread.
class Agent {
 public:
  // `coordinator` must outlive this.
  Agent(CoordinatorClient& coordinator, AgentOptions options, BlobCache cache, RandomSource random);

  // Works until the coordinator drains it or `stop` is requested; then finishes the epoch it
  // is in, hands its task back with that checkpoint, ends its session and returns OK. All that
  // follows a stop is given up when the grace period is over.
  // INVALID_ARGUMENT where the coordinator refuses the worker's name, FAILED_PRECONDITION where
  // its release is too old for this worker.
  absl::Status Run(std::stop_token stop);

 private:
  absl::Status StartSession(const std::stop_token& stop);
  // The next task; nullopt when there is none yet, the session has ended, or `stop` is requested.
  std::optional<v1::Task> LeaseTask(const std::stop_token& stop, const std::stop_token& late_stop);
  // Asks once. At a stop the coordinator is told to lend nothing more, and its answer heard,
  // unless that takes until `late_stop`.
  absl::StatusOr<v1::LeaseTaskResponse> AskForTask(const v1::LeaseTaskRequest& request,
                                                   const std::stop_token& stop,
                                                   const std::stop_token& late_stop);
  // Leaves the task at the end of an epoch once `stop` is requested, at once upon `late_stop`.
  void Work(const v1::Task& task, const std::stop_token& stop, const std::stop_token& late_stop);
  // Tells the coordinator that a task comes back undone.
  void HandBack(const v1::Task& task, v1::ReturnTaskRequest::Cause cause, const std::string& reason,
                const std::stop_token& late_stop);
  // Hands a task back that could not be begun, and lets other workers have it first.
  void Refuse(const v1::Task& task, const absl::Status& why, const std::stop_token& stop,
              const std::stop_token& late_stop);
  // Runs a task while its lease is kept.
  absl::StatusOr<DoneTask> Perform(const v1::Task& task, const std::stop_token& finish_epoch,
                                   const std::stop_source& drop);

  CoordinatorClient& coordinator_;
  AgentOptions options_;
  const RandomSource random_;
  CachedInputs inputs_;
  std::string session_;  // empty: to be started
  bool is_drained_ = false;
  int tasks_missed_ = 0;   // leases in a row that were answered at once without a task
  int tasks_refused_ = 0;  // tasks in a row that could not be begun
  Delivery delivery_;
};

}  // namespace rung
