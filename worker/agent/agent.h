#pragma once

#include <cstdint>
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

// One worker: asks for tasks, trains them one after the other, and reports each while
// it trains the next. No
// outage of the coordinator or the network ends it: every call is repeated until
// it is answered. Used by one thread.
class Agent {
 public:
  // `coordinator` must outlive this. `worker` is the name in StartSession. Data take
  // `data_memory` bytes of memory at most.
  Agent(CoordinatorClient& coordinator, std::string worker, BlobCache cache,
        std::int64_t data_memory, RandomSource random, RandomPause pause,
        const mlp::InstructionSet& instruction_set);

  // Works until `stop` is requested; then leaves the epoch it is in, hands back what
  // is not done or not yet told and returns OK. INVALID_ARGUMENT where the coordinator refuses the
  // worker's name.
  absl::Status Run(std::stop_token stop);

 private:
  absl::Status StartSession(const std::stop_token& stop);
  // The next task; nullopt when there is none yet, the session has ended, or `stop` is requested.
  std::optional<v1::Task> LeaseTask(const std::stop_token& stop);
  void Work(const v1::Task& task, const std::stop_token& stop);
  // Runs a task while its lease is kept.
  absl::StatusOr<DoneTask> Perform(const v1::Task& task, const std::stop_source& drop);

  CoordinatorClient& coordinator_;
  const std::string worker_;
  const mlp::InstructionSet instruction_set_;
  const RandomSource random_;
  CachedInputs inputs_;
  RandomPause pause_;
  std::string session_;     // empty: to be started
  int tasks_missed_ = 0;    // leases in a row that were answered at once without a task
  int tasks_returned_ = 0;  // tasks in a row whose data could not be had
  Delivery delivery_;
};

}  // namespace rung
