#include "coordinator/decide/decider.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/status_macros.h"

// What people ask of data sets and searches, and what follows from results and from
// time; decider_calls.cc has the calls of workers.
namespace rung {
namespace {

// Empty where all of the plan is trained.
std::string StopReason(const SearchState& search) {
  return search.AllRungsDecided() ? "" : "stopped before its plan was complete";
}

}  // namespace

std::vector<Fact> Decider::TakeFacts() { return std::exchange(outbox_, {}); }

absl::Status Decider::AddDataSet(DataSetAdded data_set, Now now) {
  if (state_.HasDataSet(data_set.digest)) return absl::OkStatus();
  data_set.time_us = now.wall_us;
  Emit(std::move(data_set), now);
  return absl::OkStatus();
}

absl::Status Decider::RemoveDataSet(const std::string& digest) {
  if (!state_.HasDataSet(digest)) {
    return absl::NotFoundError(fmt::format("there is no data set {}", digest));
  }
  if (state_.IsDataSetInUse(digest)) {
    return absl::FailedPreconditionError(fmt::format(
        "data set {} is used by a search; remove its searches first, with rung rm", digest));
  }
  Emit(DataSetRemoved{digest}, {});
  return absl::OkStatus();
}

absl::StatusOr<std::string> Decider::CreateSearch(SearchCreated created, SplitAdded split,
                                                  Now now) {
  if (!created.request_id.empty()) {
    if (const SearchState* made = state_.FindRequest(created.request_id)) {
      return made->spec().name();
    }
  }
  const std::string name = created.spec.name();
  if (state_.FindSearch(name) != nullptr) {
    return absl::AlreadyExistsError(
        fmt::format("a search named '{0}' exists; give this one another name, in its file or with "
                    "--name, or remove the other with: rung rm {0}",
                    name));
  }
  if (!state_.HasDataSet(created.data_set)) {
    return absl::NotFoundError(fmt::format("there is no data set {}", created.data_set));
  }
  if (!state_.HasSplit(split.key)) Emit(std::move(split), now);
  created.search = state_.next_search();
  created.time_us = now.wall_us;
  Emit(std::move(created), now);
  return name;
}

absl::Status Decider::PauseSearch(const std::string& name, Now now) {
  ASSIGN_OR_RETURN(SearchState * search, FindUnendedSearch(name));
  if (search->state() == v1::Search::STOPPING) {
    return absl::FailedPreconditionError(
        fmt::format("search '{}' is stopping and starts no further task", name));
  }
  if (search->state() != v1::Search::PAUSED) ChangeState(*search, v1::Search::PAUSED, "", now);
  return absl::OkStatus();
}

absl::Status Decider::ResumeSearch(const std::string& name, Now now) {
  ASSIGN_OR_RETURN(SearchState * search, FindUnendedSearch(name));
  if (search->state() != v1::Search::PAUSED) return absl::OkStatus();
  const bool has_begun = search->proposed_trials() > 0;
  ChangeState(*search, has_begun ? v1::Search::RUNNING : v1::Search::PENDING, "", now);
  return absl::OkStatus();
}

absl::Status Decider::StopSearch(const std::string& name, Now now) {
  if (HasEndedAs(name, v1::Search::SUCCEEDED)) return absl::OkStatus();
  ASSIGN_OR_RETURN(SearchState * search, FindUnendedSearch(name));
  if (search->state() != v1::Search::STOPPING) {
    ChangeState(*search, v1::Search::STOPPING, StopReason(*search), now);
  }
  Settle(*search, now);
  return absl::OkStatus();
}

absl::Status Decider::CancelSearch(const std::string& name, Now now) {
  if (HasEndedAs(name, v1::Search::CANCELLED)) return absl::OkStatus();
  ASSIGN_OR_RETURN(SearchState * search, FindUnendedSearch(name));
  CancelAttempts(*search, "the search was cancelled", now);
  ChangeState(*search, v1::Search::CANCELLED, "", now);
  return absl::OkStatus();
}

absl::Status Decider::DeleteSearch(const std::string& name) {
  ASSIGN_OR_RETURN(SearchState * search, FindSearch(name));
  if (!search->HasEnded()) {
    return absl::FailedPreconditionError(
        fmt::format("search '{0}' has not ended; end it first, with: rung cancel {0}", name));
  }
  Emit(SearchDeleted{search->created().search}, {});
  return absl::OkStatus();
}

void Decider::RenewLeases(Now now) {
  for (auto& [number, search] : state_.searches()) search.RenewAll(now.monotonic);
}

void Decider::Tick(Now now) {
  for (auto& [number, search] : state_.searches()) {
    if (search.HasEnded()) continue;
    // A lease that ran out stays renewable until its task is lent again, so it is
    // ended here only where that will not happen.
    for (const Lease& lease : search.leases().AllOverdue(now.monotonic)) {
      const bool is_last =
          search.leases().LostCount(lease.task) + 1 >= search.spec().max_attempts();
      const bool trains_no_more = search.state() == v1::Search::STOPPING && !lease.task.is_test;
      if (!is_last && !trains_no_more) continue;
      LoseOverdue(search, lease, now);
      Settle(search, now);
    }
  }
}

std::optional<MonotonicTime> Decider::NextDeadline(MonotonicTime now) {
  std::optional<MonotonicTime> next;
  for (auto& [number, search] : state_.searches()) {
    if (search.HasEnded()) continue;
    const auto deadline = search.leases().NextDeadline(now);
    if (deadline && (!next || *deadline < *next)) next = deadline;
  }
  return next;
}

void Decider::Emit(Fact fact, Now now) {
  state_.Apply(fact, now.monotonic);
  outbox_.push_back(std::move(fact));
}

absl::StatusOr<SearchState*> Decider::FindSearch(const std::string& name) {
  SearchState* search = state_.FindSearch(name);
  if (search == nullptr) {
    return absl::NotFoundError(fmt::format("there is no search '{}'", name));
  }
  return search;
}

absl::StatusOr<SearchState*> Decider::FindUnendedSearch(const std::string& name) {
  ASSIGN_OR_RETURN(SearchState * search, FindSearch(name));
  if (search->HasEnded()) {
    return absl::FailedPreconditionError(
        fmt::format("search '{}' has ended ({})", name, v1::Search::State_Name(search->state())));
  }
  return search;
}

bool Decider::HasEndedAs(const std::string& name, v1::Search::State state) {
  const SearchState* search = state_.FindSearch(name);
  return search != nullptr && search->state() == state;
}

void Decider::EndAttempt(const TaskKey& task, int attempt, v1::Attempt::End end, std::string detail,
                         Now now) {
  Emit(AttemptEnded{task, attempt, end, std::move(detail), now.wall_us}, now);
}

void Decider::CancelAttempts(SearchState& search, const std::string& why, Now now) {
  while (auto lease = search.leases().Overdue(MonotonicTime::max())) {
    EndAttempt(lease->task, lease->attempt, v1::Attempt::CANCELLED, why, now);
  }
}

void Decider::LoseOverdue(SearchState& search, const Lease& lease, Now now) {
  const bool has_stalled = lease.progress_deadline <= lease.deadline;
  LoseAttempt(search, lease.task, lease.attempt,
              has_stalled ? "the worker was heard of, but its training made no progress"
                          : "the worker was not heard of before its lease ran out",
              now);
}

void Decider::LoseAttempt(SearchState& search, const TaskKey& task, int attempt,
                          const std::string& why, Now now) {
  EndAttempt(task, attempt, v1::Attempt::LOST, why, now);
  const int lost = search.leases().LostCount(task);
  if (lost >= search.spec().max_attempts()) {
    FailTask(search, task,
             fmt::format("{} workers were lost while they held this task (max_attempts); the last: "
                         "{}",
                         lost, why),
             now);
  }
}

void Decider::FailTask(SearchState& search, const TaskKey& task, std::string why, Now now) {
  if (task.is_test) {
    Emit(FinalistScored{.task = task, .failure = std::move(why), .time_us = now.wall_us}, now);
  } else {
    Emit(ResultRecorded{.task = task,
                        .outcome = v1::CompleteTaskRequest::FAILED,
                        .failure = std::move(why),
                        .time_us = now.wall_us},
         now);
  }
  Settle(search, now);
}

void Decider::ChangeState(SearchState& search, v1::Search::State state, std::string reason,
                          Now now) {
  Emit(SearchStateChanged{search.created().search, state, std::move(reason), now.wall_us}, now);
}

void Decider::Settle(SearchState& search, Now now) {
  const SearchId number = search.created().search;
  while (auto decision = search.UnrecordedDecision()) {
    Emit(RungDecided{number, decision->rung, decision->size, decision->keep, now.wall_us}, now);
  }
  if (search.HasEnded()) return;
  const bool is_stopped =
      search.state() == v1::Search::STOPPING && search.leases().lent_count() == 0;
  if (!search.HasFinalists() && (search.AllRungsDecided() || is_stopped)) {
    FinalistsChosen chosen{.search = number, .time_us = now.wall_us};
    for (const Finalist& finalist : search.BestSoFar()) {
      chosen.finalists.push_back({finalist.trial, finalist.rung});
    }
    if (chosen.finalists.empty()) {
      ChangeState(search, is_stopped ? v1::Search::CANCELLED : v1::Search::FAILED,
                  is_stopped ? "stopped before a trial had a score"
                             : "no trial has a score: all of them diverged or failed",
                  now);
      return;
    }
    Emit(std::move(chosen), now);
  }
  if (search.HasFinalists() && search.AllFinalistsScored()) {
    ChangeState(search, v1::Search::SUCCEEDED, StopReason(search), now);
  }
}

}  // namespace rung
