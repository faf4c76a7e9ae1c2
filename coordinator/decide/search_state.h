#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/lease/lease_book.h"
#include "coordinator/schedule/plan.h"
#include "coordinator/schedule/schedule.h"
#include "coordinator/space/proposer.h"

namespace rung {

// What was recorded of a trial at a rung.
struct RecordedResult {
  v1::CompleteTaskRequest::Outcome outcome = v1::CompleteTaskRequest::OUTCOME_UNSPECIFIED;
  int epochs = 0;  // of the network that is recorded, counted from the trial's start
  std::optional<double> score;
  std::string checkpoint;
};

// A search in memory: a function of its facts, and the questions that the
// deciding thread asks of it. Nothing but Apply changes it, so a restart that
// replays the facts arrives at the same state. Used by the deciding thread alone.
class SearchState {
 public:
  SearchState(SearchCreated created, SplitAdded split, LeaseTimes lease_times);

  void Apply(const SearchStateChanged& fact);
  void Apply(const TrialProposed& fact);
  // `now` is when the lease begins to run: at a replay, the time of the restart.
  void Apply(const AttemptStarted& fact, MonotonicTime now);
  void Apply(const AttemptEnded& fact);
  void Apply(const ResultRecorded& fact);
  void Apply(const RungDecided& fact);
  void Apply(const FinalistsChosen& fact);
  void Apply(const FinalistScored& fact);
  void Apply(const DeterminismFault& fact);
  // A sign of life: not a fact, as deadlines are not recorded.
  void Renew(const TaskKey& task, std::int64_t batch_count, MonotonicTime now) {
    leases_.Renew(task, batch_count, now);
  }
  void RenewAll(MonotonicTime now) { leases_.RenewAll(now); }

  const SearchCreated& created() const { return created_; }
  const v1::SearchSpec& spec() const { return created_.spec; }
  const SplitAdded& split() const { return split_; }
  v1::Search::State state() const { return state_; }
  const LeaseBook& leases() const { return leases_; }
  bool HasEnded() const;

  // The configuration of a new trial: that of number proposed_trials().
  absl::StatusOr<v1::Configuration> Propose() const { return proposer_.Peek(); }
  std::int64_t proposed_trials() const { return static_cast<std::int64_t>(trials_.size()); }
  const v1::Configuration& configuration(std::int64_t trial) const;

  // What to lend next, whatever the state: first what was lent before and waits,
  // then finalists to be scored, then what the schedule asks for.
  std::optional<TaskKey> NextTask() const;
  // Epochs to which the task trains its trial at most, or at which it scores it.
  int TargetEpochs(const TaskKey& task) const;
  // Epochs without a better score after which the task ends early; 0: none do.
  int Patience(const TaskKey& task) const;
  // The blob that the task goes on from: that of the rung below, or a later one that came
  // with a task handed back; empty for a trial's start.
  std::string StartCheckpoint(const TaskKey& task) const;
  // What was recorded; nullptr before that.
  const RecordedResult* Result(const TaskKey& task) const;
  // True once a fault of that attempt is recorded.
  bool HasFault(const TaskKey& task, int attempt) const {
    return faults_.contains({task, attempt});
  }
  // True once a finalist's score on the test rows, or its failure, is recorded.
  bool IsScored(std::int64_t trial) const { return scored_.contains(trial); }

  // A decision that follows from the results and has not been recorded yet.
  std::optional<RungDecision> UnrecordedDecision() const;
  bool HasFinalists() const { return finalists_chosen_; }
  std::vector<Finalist> BestSoFar() const { return schedule_->Finalists(spec().finalists()); }
  bool AllRungsDecided() const { return schedule_->Finished(); }
  bool AllFinalistsScored() const;

 private:
  struct TrialRecord {
    v1::Configuration configuration;
    std::vector<RecordedResult> results;  // by rung
    std::string handed_back;              // the checkpoint on the way to the next rung, if any
  };

  const SearchCreated created_;
  const SplitAdded split_;
  v1::Search::State state_ = v1::Search::PENDING;
  Proposer proposer_;
  const std::vector<RungPlan> rungs_;
  std::unique_ptr<Schedule> schedule_;
  LeaseBook leases_;
  std::vector<TrialRecord> trials_;
  std::vector<RungDecision> decisions_;
  std::size_t recorded_decisions_ = 0;
  bool finalists_chosen_ = false;
  std::vector<Finalist> finalists_;
  std::set<std::int64_t> scored_;
  std::set<std::pair<TaskKey, int>> faults_;  // by task and attempt
};

}  // namespace rung
