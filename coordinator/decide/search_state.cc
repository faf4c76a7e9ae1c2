#include "coordinator/decide/search_state.h"

#include <algorithm>
#include <utility>

#include "common/metric.h"
#include "common/search_end.h"

namespace rung {
namespace {

// nullopt for an end that nothing follows.
std::optional<Setback> SetbackOf(const AttemptEnded& fact) {
  switch (fact.end) {
    case v1::Attempt::LOST:
      return Setback::kLost;
    case v1::Attempt::RETURNED:
      return fact.checkpoint.empty() ? Setback::kNone : Setback::kAdvanced;
    case v1::Attempt::FAILED:  // its result, if there is one, is recorded beside it
      return fact.is_excused ? Setback::kUnfit : Setback::kRefused;
    default:
      return std::nullopt;
  }
}

}  // namespace

SearchState::SearchState(SearchCreated created, SplitAdded split, LeaseTimes lease_times)
    : created_(std::move(created)),
      split_(std::move(split)),
      proposer_(created_.spec),
      rungs_(PlanRungs(created_.spec)),
      schedule_(MakeSchedule(created_.spec)),
      leases_(lease_times) {}

void SearchState::Apply(const SearchStateChanged& fact) { state_ = fact.state; }

void SearchState::Apply(const TrialProposed& fact) {
  proposer_.Adopt(fact.trial, fact.configuration);
  trials_.push_back({.configuration = fact.configuration});
}

void SearchState::Apply(const AttemptStarted& fact, MonotonicTime now) {
  const bool is_first = fact.attempt == 1;
  if (is_first && !fact.task.is_test) schedule_->MarkStarted(fact.task.trial, fact.task.rung);
  leases_.Start(fact.task, fact.attempt, fact.session, now);
}

void SearchState::Apply(const AttemptEnded& fact) {
  const bool is_open = leases_.Standing(fact.task, fact.attempt) == AttemptStanding::kLent;
  if (!is_open) return;
  if (const std::optional<Setback> setback = SetbackOf(fact)) {
    leases_.EndWithoutResult(fact.task, *setback);
    if (!fact.checkpoint.empty()) {
      trials_.at(static_cast<std::size_t>(fact.task.trial)).handed_back = fact.checkpoint;
    }
  } else {
    leases_.Finish(fact.task);
  }
}

void SearchState::Apply(const ResultRecorded& fact) {
  TrialRecord& trial = trials_.at(static_cast<std::size_t>(fact.task.trial));
  trial.results.resize(static_cast<std::size_t>(fact.task.rung) + 1);
  trial.results.back() = {fact.outcome, fact.epochs, fact.score, fact.checkpoint};
  trial.handed_back.clear();
  leases_.Finish(fact.task);
  const double sign = HigherIsBetter(spec().score()) ? -1.0 : 1.0;
  const RungScore score{.trial = fact.task.trial,
                        .ranks_last = !fact.score.has_value(),
                        .score = sign * fact.score.value_or(0.0)};
  if (auto decision = schedule_->Record(fact.task.rung, score)) {
    decisions_.push_back(*std::move(decision));
  }
}

void SearchState::Apply(const RungDecided&) { ++recorded_decisions_; }

void SearchState::Apply(const FinalistsChosen& fact) {
  finalists_chosen_ = true;
  leases_.DropWaiting();  // a search that scores its finalists trains no more
  for (const auto& finalist : fact.finalists) {
    finalists_.push_back({finalist.trial, finalist.rung});
  }
}

void SearchState::Apply(const FinalistScored& fact) {
  scored_.insert(fact.task.trial);
  leases_.Finish(fact.task);
}

void SearchState::Apply(const DeterminismFault& fact) { faults_.emplace(fact.task, fact.attempt); }

bool SearchState::HasEnded() const { return rung::HasEnded(state_); }

const v1::Configuration& SearchState::configuration(std::int64_t trial) const {
  return trials_.at(static_cast<std::size_t>(trial)).configuration;
}

std::optional<TaskKey> SearchState::NextTask() const {
  if (auto waiting = leases_.Waiting()) return waiting;
  if (finalists_chosen_) {
    for (const Finalist& finalist : finalists_) {
      const TaskKey task{created_.search, finalist.trial, /*is_test=*/true, /*rung=*/0};
      if (!IsScored(finalist.trial) && leases_.NextAttempt(task) == 1) return task;
    }
    return std::nullopt;
  }
  const std::optional<TaskPlan> plan = schedule_->Next();
  if (!plan) return std::nullopt;
  return TaskKey{created_.search, plan->trial, /*is_test=*/false, plan->rung};
}

int SearchState::TargetEpochs(const TaskKey& task) const {
  const TrialRecord& trial = trials_.at(static_cast<std::size_t>(task.trial));
  if (task.is_test) return trial.results.back().epochs;
  if (spec().has_random_search()) return trial.configuration.epochs();
  return rungs_.at(static_cast<std::size_t>(task.rung)).epochs;
}

int SearchState::Patience(const TaskKey& task) const {
  return task.is_test ? 0 : spec().random_search().patience();
}

std::string SearchState::StartCheckpoint(const TaskKey& task) const {
  const TrialRecord& trial = trials_.at(static_cast<std::size_t>(task.trial));
  if (task.is_test) return trial.results.back().checkpoint;
  if (!trial.handed_back.empty()) return trial.handed_back;
  return task.rung == 0 ? "" : trial.results.at(static_cast<std::size_t>(task.rung) - 1).checkpoint;
}

const RecordedResult* SearchState::Result(const TaskKey& task) const {
  if (task.trial >= proposed_trials()) return nullptr;
  const auto& results = trials_[static_cast<std::size_t>(task.trial)].results;
  const auto rung = static_cast<std::size_t>(task.rung);
  return rung < results.size() ? &results[rung] : nullptr;
}

std::optional<RungDecision> SearchState::UnrecordedDecision() const {
  if (recorded_decisions_ >= decisions_.size()) return std::nullopt;
  return decisions_[recorded_decisions_];
}

bool SearchState::AllFinalistsScored() const {
  return std::all_of(finalists_.begin(), finalists_.end(),
                     [this](const Finalist& finalist) { return IsScored(finalist.trial); });
}

}  // namespace rung
