#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/mutex.h"
#include "coordinator/decide/batch_decider.h"

namespace rung {

// The one thread that changes the state. It takes all commands that have arrived and
// decides them as one batch, so that what comes together costs one sync together.
class DecidingThread {
 public:
  using Answer = BatchDecider::Answer;
  using Command = BatchDecider::Command;
  using LeaseCall = BatchDecider::LeaseCall;

  // Replays `log`, which outlives this, and starts. `wait` is how long a call for
  // a task waits at most.
  static absl::StatusOr<std::unique_ptr<DecidingThread>> Start(FactLog& log, LeaseTimes times,
                                                               MonotonicDuration wait);
  ~DecidingThread() { Close(); }

  // Answers what has arrived, then ends; calls that wait get no task, and later
  // ones are refused. Called by one thread.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

  // From any thread; `bytes` is what the command holds while it waits. RESOURCE_EXHAUSTED where
  // too many wait already, or they hold too much; `command` is not run then.
  absl::Status Submit(Command command, std::size_t bytes = 0) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status SubmitLease(LeaseCall call) ABSL_LOCKS_EXCLUDED(mutex_);

  // As BatchDecider says it. From any thread.
  absl::Status Health() const { return decider_.Health(); }

 private:
  DecidingThread(FactLog& log, LeaseTimes times, MonotonicDuration wait);
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<Command> TakeAll(MonotonicTime until) ABSL_LOCKS_EXCLUDED(mutex_);

  BatchDecider decider_;  // deciding thread alone, but for its health

  Mutex mutex_;
  CondVar arrived_signal_;
  std::vector<Command> arrived_ ABSL_GUARDED_BY(mutex_);
  std::size_t arrived_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;  // last: it uses all above
};

}  // namespace rung
