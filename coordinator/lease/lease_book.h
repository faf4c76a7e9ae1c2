#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "coordinator/facts/facts.h"

namespace rung {

using MonotonicTime = std::chrono::steady_clock::time_point;
using MonotonicDuration = std::chrono::steady_clock::duration;

// One loan of a task.
struct Lease {
  TaskKey task;
  int attempt = 0;
  SessionId session = 0;
  MonotonicTime deadline;
  // When the attempt ends for want of progress, however often it is renewed.
  MonotonicTime progress_deadline;
  std::int64_t batch_count = 0;  // steps done, mini-batches above all, as last told
};

struct LeaseTimes {
  MonotonicDuration lease = std::chrono::seconds(30);     // until a silent worker's runs out
  MonotonicDuration renew = std::chrono::seconds(1);      // between signs of life
  MonotonicDuration progress = std::chrono::minutes(10);  // until one without progress runs out
};

// Where an attempt stands.
enum class AttemptStanding {
  kLent,        // it holds the task, be it past its deadline
  kEnded,       // it is the newest, and over
  kSuperseded,  // a newer attempt exists
  kUnknown,     // no such attempt was ever made
};

// Why an attempt ended without a result.
enum class Setback {
  kNone,      // it was handed back
  kAdvanced,  // it was handed back nearer to its end
  kLost,      // the worker was lost
  kRefused,   // what the task needs could not be had
  kUnfit,     // its worker could not do it; another may
};

// Which tasks of a search are lent, to whom, until when; and which wait to be lent
// again. Past its deadline a lease may be lent again under the next attempt number;
// until that happens it stays renewable, from then on only the newest attempt
// counts. A deadline never lies beyond that for progress: a beating heart is not
// progress. Used by the deciding thread alone.
class LeaseBook {
 public:
  explicit LeaseBook(LeaseTimes times) : times_(times) {}

  // `attempt` is NextAttempt(task); a lease that was still open is over.
  void Start(const TaskKey& task, int attempt, SessionId session, MonotonicTime now);
  // The deadline moves to a whole lease from now. A `batch_count` above the last is
  // progress. Only for an attempt that is kLent.
  void Renew(const TaskKey& task, std::int64_t batch_count, MonotonicTime now);
  // The same for every lease, as if all had made progress.
  void RenewAll(MonotonicTime now);
  // The attempt ended without a result: the task waits to be lent again.
  void EndWithoutResult(const TaskKey& task, Setback setback);
  // The task has its result: nothing of it is lent again.
  void Finish(const TaskKey& task);
  // No task that waits now is lent again.
  void DropWaiting();

  AttemptStanding Standing(const TaskKey& task, int attempt) const;
  // Whose attempt it is or was; nullopt for one that was never made.
  std::optional<SessionId> Holder(const TaskKey& task, int attempt) const;
  // 1 for a task that was never lent.
  int NextAttempt(const TaskKey& task) const;
  // How many workers have lost the task.
  int LostCount(const TaskKey& task) const;
  // How often the task was refused since it last came nearer to its end.
  int RefusedCount(const TaskKey& task) const;
  // The same of workers who could not do it.
  int UnfitCount(const TaskKey& task) const;
  // Whether an attempt on the task is or was that session's.
  bool WasLentTo(const TaskKey& task, SessionId session) const;
  // Who holds a lease.
  std::vector<SessionId> Holders() const;
  // The lease on a task; nullptr when it is not lent.
  const Lease* Find(const TaskKey& task) const;
  // The task that has waited longest to be lent again; nullopt when none waits.
  std::optional<TaskKey> Waiting() const;
  // The lease that ran out first, if one has.
  std::optional<Lease> Overdue(MonotonicTime now) const;
  // All that have run out, the first to do so first.
  std::vector<Lease> AllOverdue(MonotonicTime now) const;
  // When the next lease runs out that has not yet; nullopt when there is none.
  std::optional<MonotonicTime> NextDeadline(MonotonicTime now) const;
  // Tasks that are lent, overdue ones included.
  int lent_count() const { return static_cast<int>(by_deadline_.size()); }

 private:
  struct Loans {
    int attempts() const { return static_cast<int>(holders.size()); }

    std::vector<SessionId> holders;  // of the attempts, from 1 on
    int lost = 0;
    int refused = 0;
    int unfit = 0;
    std::optional<Lease> lease;
  };

  void Close(Loans& loans);
  void MoveDeadline(Lease& lease, MonotonicTime now);
  void StopWaiting(const TaskKey& task);

  const LeaseTimes times_;
  std::map<TaskKey, Loans> loans_;
  std::set<std::pair<MonotonicTime, TaskKey>> by_deadline_;
  std::map<std::int64_t, TaskKey> waiting_;  // by the order in which they began to wait
  std::map<TaskKey, std::int64_t> waiting_place_;
  std::int64_t next_place_ = 0;
};

}  // namespace rung
