#pragma once

#include <functional>
#include <list>
#include <memory>
#include <span>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/mutex.h"
#include "coordinator/decide/decider.h"
#include "coordinator/decide/recent_ids.h"
#include "coordinator/facts/fact_log.h"

namespace rung {

// Decides commands a batch at a time: all their facts go into one commit, and only then
// is anybody answered. If the commit fails, every caller is told so and the state is
// rebuilt from the log; where it fails for what the facts say, each command is decided
// again by itself, so that only the one at fault is refused.
// Leases that ran out while no batch was decided for long begin anew, since no worker
// could be heard. No thread, and no clock but the one that is passed in. Used by the
// deciding thread alone, but for Health().
class BatchDecider {
 public:
  using Clock = std::function<Now()>;
  // Answers one caller; told whether the facts of its batch were committed. Must only hand
  // over: the next batch waits for it.
  using Answer = std::function<void(const absl::Status& committed)>;
  // Decides, and says how to answer; nullptr where the answer is to come later. May be
  // called again where the first decision could not be recorded.
  using Command = std::function<Answer(Decider&, Now)>;

  // A worker that waits for a task.
  struct LeaseCall {
    v1::LeaseTaskRequest request;
    // Told that the call has arrived.
    std::function<void(Decider&, Now)> on_arrival;
    // True once nobody waits for the answer any more: no task is lent then.
    std::function<bool()> is_gone;
    std::function<void(absl::StatusOr<v1::LeaseTaskResponse>)> answer;
  };

  // `log` outlives this. `wait` is how long a call for a task waits at most. Rebuild()
  // comes first.
  BatchDecider(FactLog& log, LeaseTimes times, MonotonicDuration wait, Clock clock);

  // Replays the log into a new state, which takes the old one's place.
  absl::Status Rebuild();
  // Decides, commits and answers; also what time brings, so the commands may be none.
  void Decide(std::vector<Command> commands);
  // The command that lends a task to the caller, or lets it wait.
  Command LeaseCommand(LeaseCall call);
  // Calls that wait get no task.
  void AnswerWaiting();
  // Removes some rows of deleted searches, if there are any.
  void SweepWhenIdle();
  // When to decide next though no command arrives.
  MonotonicTime NextWake();

  // Why nothing can be recorded at the moment; OK otherwise. A failure counts until the log,
  // probed every second, takes something again. From any thread.
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

  void RebuildOrFallIll();
  void ProbeWhereIll(MonotonicTime now);
  void DecideOneByOne(std::span<const Decided> batch, Now now);
  void RenewLeasesAfterAStall(Now now);
  void Wait(const LeaseCall& call, MonotonicTime until);
  Answer DecideLease(const LeaseCall& call, Now now);
  void ServeWaiting(Now now, std::vector<Decided>& batch);
  absl::Status Commit();
  void SetHealth(absl::Status health) ABSL_LOCKS_EXCLUDED(mutex_);

  FactLog& log_;
  const LeaseTimes times_;
  const MonotonicDuration wait_;
  const Clock clock_;
  std::unique_ptr<Decider> decider_;  // null while the log cannot be read
  std::list<Waiting> waiting_;
  // The calls of this life that have waited in vain: a late repeat is lent nothing.
  RecentIds told_of_none_;
  bool may_sweep_ = true;     // rows of deleted searches are left
  MonotonicTime last_turn_;   // when it last began to decide
  MonotonicTime next_probe_;  // where it is ill

  mutable Mutex mutex_;
  absl::Status health_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rung
