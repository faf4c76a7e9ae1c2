#pragma once

#include <functional>
#include <list>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/mutex.h"
#include "coordinator/decide/decider.h"
#include "coordinator/facts/fact_log.h"

namespace rung {

// The one thread that changes the state. It takes all commands that have arrived,
// decides them, commits their facts in one transaction, and only then answers:
// no answer before its fact is durable, one sync for all that came together. If
// the commit fails, every caller is told so and the state is rebuilt from the log;
// where it fails for what the facts say, each command is decided again by itself, so
// that only the one at fault is refused.
// Leases that ran out while it was held up begin anew, since no worker could be heard.
class DecidingThread {
 public:
  // Answers one caller; told whether the facts of its batch were committed. Runs
  // on the deciding thread, so it only hands over.
  using Answer = std::function<void(const absl::Status& committed)>;
  // Decides, and says how to answer; nullptr where the answer is to come later. May be
  // called again where the first decision could not be recorded.
  using Command = std::function<Answer(Decider&, Now)>;

  // A worker that waits for a task.
  struct LeaseCall {
    v1::LeaseTaskRequest request;
    // Told on the deciding thread that the call has arrived.
    std::function<void(Decider&, Now)> on_arrival;
    // True once nobody waits for the answer any more: no task is lent then.
    std::function<bool()> is_gone;
    std::function<void(absl::StatusOr<v1::LeaseTaskResponse>)> answer;
  };

  // Replays `log`, which outlives this, and starts. `wait` is how long a call for
  // a task waits at most.
  static absl::StatusOr<std::unique_ptr<DecidingThread>> Start(FactLog& log, LeaseTimes times,
                                                               MonotonicDuration wait);
  ~DecidingThread() { Close(); }

  // Answers what has arrived, then ends; calls that wait get no task, and later
  // ones are refused. Called by one thread.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

  // From any thread. RESOURCE_EXHAUSTED where too many wait already; `command`
  // is not run then.
  absl::Status Submit(Command command) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status SubmitLease(LeaseCall call) ABSL_LOCKS_EXCLUDED(mutex_);

  // Why nothing can be recorded at the moment; OK otherwise. A failure counts for a
  // second once the log can be read again. From any thread.
  absl::Status Health() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // A command and the answer to its decision.
  struct Decided {
    Command command;
    Answer answer;
  };
  struct Waiting {
    LeaseCall call;
    MonotonicTime until;
  };

  DecidingThread(FactLog& log, LeaseTimes times, MonotonicDuration wait);
  absl::Status Rebuild();
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<Command> TakeAll(MonotonicTime until) ABSL_LOCKS_EXCLUDED(mutex_);
  void Decide(std::vector<Command> commands);
  void RenewLeasesAfterAStall(Now now);
  void DecideOneByOne(std::span<const Decided> turn, Now now);
  Answer DecideLease(const LeaseCall& call, Now now);
  void ServeWaiting(Now now, std::vector<Decided>& turn);
  absl::Status Commit();
  void SweepWhenIdle();
  MonotonicTime NextWake(MonotonicTime now);
  void SetHealth(absl::Status health) ABSL_LOCKS_EXCLUDED(mutex_);

  FactLog& log_;
  const LeaseTimes times_;
  const MonotonicDuration wait_;
  std::unique_ptr<Decider> decider_;  // deciding thread alone; null while the log cannot be read
  std::list<Waiting> waiting_;        // deciding thread alone
  bool may_sweep_ = true;             // deciding thread alone; rows of deleted searches are left
  MonotonicTime last_turn_;           // deciding thread alone; when it last began to decide
  MonotonicTime ill_until_;           // deciding thread alone; what a failed commit says of health

  mutable Mutex mutex_;
  CondVar arrived_signal_;
  std::vector<Command> arrived_ ABSL_GUARDED_BY(mutex_);
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status health_ ABSL_GUARDED_BY(mutex_);

  std::thread thread_;  // last: it uses all above
};

}  // namespace rung
