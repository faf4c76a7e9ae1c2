#include "log_checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/search_end.h"

namespace rung::simulation {
namespace {

std::string Name(const TaskKey& task) {
  return fmt::format("search {} trial {} {}", task.search, task.trial,
                     task.is_test ? "test" : fmt::format("rung {}", task.rung));
}

std::string DescribeOne(const DataSetAdded& fact) { return "data set " + fact.digest.substr(0, 8); }
std::string DescribeOne(const DataSetRemoved& fact) { return "removed " + fact.digest; }
std::string DescribeOne(const SplitAdded& fact) { return "split " + fact.key; }
std::string DescribeOne(const SearchCreated& fact) {
  return fmt::format("search {} created as {}", fact.search, fact.spec.name());
}
std::string DescribeOne(const SearchStateChanged& fact) {
  return fmt::format("search {} is {}", fact.search, v1::Search::State_Name(fact.state));
}
std::string DescribeOne(const SearchDeleted& fact) {
  return fmt::format("search {} deleted", fact.search);
}
std::string DescribeOne(const SessionStarted& fact) {
  return fmt::format("session {} of {}", fact.session, fact.worker);
}
std::string DescribeOne(const SessionDrained& fact) {
  return fmt::format("session {} drained", fact.session);
}
std::string DescribeOne(const SessionEnded& fact) {
  return fmt::format("session {} ended: {}", fact.session, fact.reason);
}
std::string DescribeOne(const TrialProposed& fact) {
  return fmt::format("search {} trial {} proposed", fact.search, fact.trial);
}
std::string DescribeOne(const AttemptStarted& fact) {
  return fmt::format("{} attempt {} lent to session {}", Name(fact.task), fact.attempt,
                     fact.session);
}
std::string DescribeOne(const AttemptEnded& fact) {
  return fmt::format("{} attempt {} {}", Name(fact.task), fact.attempt,
                     v1::Attempt::End_Name(fact.end));
}
std::string DescribeOne(const EpochsReported& fact) {
  return fmt::format("search {} trial {}: {} epochs", fact.search, fact.trial, fact.epochs.size());
}
std::string DescribeOne(const ResultRecorded& fact) {
  return fmt::format("{} attempt {} recorded {} {}", Name(fact.task), fact.attempt,
                     v1::CompleteTaskRequest::Outcome_Name(fact.outcome), fact.score.value_or(-1));
}
std::string DescribeOne(const RungDecided& fact) {
  return fmt::format("search {} rung {} decided, {} of {}", fact.search, fact.rung, fact.keep,
                     fact.size);
}
std::string DescribeOne(const FinalistsChosen& fact) {
  return fmt::format("search {} has {} finalists", fact.search, fact.finalists.size());
}
std::string DescribeOne(const FinalistScored& fact) { return Name(fact.task) + " scored"; }
std::string DescribeOne(const DeterminismFault& fact) {
  return Name(fact.task) + " " + fact.detail;
}

}  // namespace

std::string Describe(const Fact& fact) {
  return std::visit([](const auto& one) { return DescribeOne(one); }, fact);
}

std::string LogChecker::Check(const Fact& fact) {
  const std::string fault = std::visit([this](const auto& one) { return CheckOne(one); }, fact);
  return fault.empty() ? "" : fmt::format("{} ({})", fault, Describe(fact));
}

bool LogChecker::HaveAllEnded() const { return Unended().empty(); }

std::vector<std::string> LogChecker::Unended() const {
  std::vector<std::string> names;
  for (const auto& [number, search] : searches_) {
    if (IsAlive(number)) names.push_back(search.spec.name());
  }
  return names;
}

bool LogChecker::IsAlive(SearchId search) const {
  const auto found = searches_.find(search);
  return found != searches_.end() && !found->second.is_deleted && !HasEnded(found->second.state);
}

std::string LogChecker::CheckOne(const EpochsReported& fact) {
  return IsAlive(fact.search) ? "" : "epochs of a search that is over";
}

std::string LogChecker::CheckOne(const SessionStarted& fact) {
  return sessions_.insert(fact.session).second ? "" : "a session's number is used again";
}

std::string LogChecker::CheckOne(const SessionDrained& fact) {
  drained_.insert(fact.session);
  return sessions_.contains(fact.session) ? "" : "an unknown session is drained";
}

std::string LogChecker::CheckOne(const SessionEnded& fact) {
  drained_.insert(fact.session);
  return sessions_.contains(fact.session) ? "" : "an unknown session ends";
}

std::string LogChecker::CheckOne(const SearchCreated& fact) {
  for (const auto& [number, search] : searches_) {
    if (search.is_deleted) continue;
    if (search.request_id == fact.request_id) return "one request made two searches";
    if (search.spec.name() == fact.spec.name()) return "two searches have one name";
  }
  const bool is_new = searches_.try_emplace(fact.search, Search{fact.spec, fact.request_id}).second;
  return is_new ? "" : "a search's number is used again";
}

std::string LogChecker::CheckOne(const SearchStateChanged& fact) {
  if (!IsAlive(fact.search)) return "an ended search changes its state";
  Search& search = searches_.at(fact.search);
  search.state = fact.state;
  const bool has_open =
      std::ranges::any_of(search.tasks, [](const auto& task) { return task.second.is_open; });
  return HasEnded(fact.state) && has_open ? "a search ends with an open attempt" : "";
}

std::string LogChecker::CheckOne(const SearchDeleted& fact) {
  Search& search = searches_.at(fact.search);
  if (search.is_deleted) return "a search is deleted twice";
  if (!HasEnded(search.state)) return "a search is deleted before it has ended";
  search.is_deleted = true;
  return "";
}

std::string LogChecker::CheckOne(const TrialProposed& fact) {
  if (!IsAlive(fact.search)) return "a trial of a search that is over";
  return fact.trial == searches_.at(fact.search).trials++ ? "" : "trials are not numbered in turn";
}

std::string LogChecker::CheckOne(const AttemptStarted& fact) {
  if (!IsAlive(fact.task.search)) return "a task of a search that is over is lent";
  Search& search = searches_.at(fact.task.search);
  if (search.state == v1::Search::PAUSED) return "a task of a paused search is lent";
  if (!sessions_.contains(fact.session)) return "a task is lent to an unknown session";
  if (drained_.contains(fact.session)) return "a task is lent to a drained session";
  if (fact.task.trial >= search.trials) return "a task of a trial that was never proposed";
  if (fact.task.is_test != search.has_finalists) return "test rows and training in one phase";
  if (fact.task.is_test && !search.finalists.contains(fact.task.trial)) return "not a finalist";
  if (fact.task.rung > search.decided_rungs) return "a rung begins before the one below is decided";
  TaskKey below = fact.task;
  --below.rung;
  if (fact.task.rung > 0 && !search.tasks[below].has_score) return "no score in the rung below";
  Task& task = search.tasks[fact.task];
  if (task.is_open) return "a task has two open attempts";
  if (task.has_result) return "a task is lent though it has its result";
  if (fact.attempt != ++task.attempts) return "attempts are not numbered one by one";
  task.is_open = true;
  task.holder = fact.session;
  return "";
}

std::string LogChecker::CheckOne(const AttemptEnded& fact) {
  if (!IsAlive(fact.task.search)) return "an attempt of a search that is over ends";
  Search& search = searches_.at(fact.task.search);
  Task& task = search.tasks[fact.task];
  if (!task.is_open || fact.attempt != task.attempts) return "an attempt ends that is not open";
  task.is_open = false;
  if (fact.end != v1::Attempt::LOST) return "";
  return ++task.lost <= search.spec.max_attempts() ? "" : "more attempts lost than max_attempts";
}

std::string LogChecker::CheckResult(const TaskKey& key, int attempt, bool has_score) {
  if (!IsAlive(key.search)) return "a result of a search that is over";
  Search& search = searches_.at(key.search);
  Task& task = search.tasks[key];
  if (task.has_result) return "a task has two results";
  task.has_result = true;
  task.has_score = has_score;
  const bool is_given_up = attempt == 0;
  if (is_given_up && task.is_open) return "a task is given up while it is lent";
  if (is_given_up && task.lost < search.spec.max_attempts()) return "a task is given up too early";
  if (is_given_up) return "";
  return task.is_open && attempt == task.attempts ? "" : "the result of a superseded attempt";
}

std::string LogChecker::CheckOne(const ResultRecorded& fact) {
  return CheckResult(fact.task, fact.attempt, fact.score.has_value());
}

std::string LogChecker::CheckOne(const FinalistScored& fact) {
  return CheckResult(fact.task, fact.attempt, /*has_score=*/false);
}

std::string LogChecker::CheckOne(const RungDecided& fact) {
  if (!IsAlive(fact.search)) return "a rung of a search that is over is decided";
  Search& search = searches_.at(fact.search);
  if (fact.rung != search.decided_rungs++) return "rungs are not decided in turn";
  const auto has_result_here = [&](const auto& task) {
    return task.first.rung == fact.rung && !task.first.is_test && task.second.has_result;
  };
  const auto results = std::ranges::count_if(search.tasks, has_result_here);
  return results == fact.size ? "" : "a rung is decided without all of its results";
}

std::string LogChecker::CheckOne(const FinalistsChosen& fact) {
  if (!IsAlive(fact.search)) return "finalists of a search that is over";
  Search& search = searches_.at(fact.search);
  if (search.has_finalists) return "finalists are chosen twice";
  search.has_finalists = true;
  for (const auto& finalist : fact.finalists) search.finalists.insert(finalist.trial);
  return "";
}

}  // namespace rung::simulation
