#include "log_index.h"

#include <algorithm>
#include <ranges>

#include "common/resource_names.h"
#include "coordinator/decide/session_names.h"

namespace rung::simulation {

std::string SessionName(SessionId session) {
  static const SessionNames kNames(kSessionKey);
  return kNames.NameOf(session);
}

LogIndex::LogIndex(std::span<const Fact> log) {
  for (Position position = 0; position < log.size(); ++position) Add(log[position], position);
}

void LogIndex::Add(const Fact& fact, Position position) {
  if (const auto* session = std::get_if<SessionStarted>(&fact)) {
    sessions[SessionName(session->session)].worker = session->worker;
  } else if (const auto* drained = std::get_if<SessionDrained>(&fact)) {
    sessions.at(SessionName(drained->session)).drain = position;
  } else if (const auto* over = std::get_if<SessionEnded>(&fact)) {
    sessions.at(SessionName(over->session)).end = position;
  } else if (const auto* created = std::get_if<SearchCreated>(&fact)) {
    searches[created->search] = {
        .created = *created, .start = position, .states = {{position, v1::Search::PENDING}}};
  } else if (const auto* deleted = std::get_if<SearchDeleted>(&fact)) {
    searches.at(deleted->search).deletion = position;
  } else if (const auto* changed = std::get_if<SearchStateChanged>(&fact)) {
    searches.at(changed->search).states.emplace_back(position, changed->state);
  } else if (const auto* chosen = std::get_if<FinalistsChosen>(&fact)) {
    searches.at(chosen->search).finalists = chosen->finalists;
  } else if (const auto* proposed = std::get_if<TrialProposed>(&fact)) {
    configurations[{proposed->search, proposed->trial}] = proposed->configuration;
  } else if (const auto* started = std::get_if<AttemptStarted>(&fact)) {
    const TaskKey& task = started->task;
    const std::string& search = searches.at(task.search).created.spec.name();
    const std::string name =
        AttemptName{search, task.trial, task.is_test, task.rung, started->attempt}.ToString();
    attempts_by_name_.emplace(std::pair(SessionName(started->session), name), attempts.size());
    attempt_by_key_[{task, started->attempt}] = attempts.size();
    attempts.push_back({.started = *started, .name = name, .start = position});
  } else if (const auto* ended = std::get_if<AttemptEnded>(&fact)) {
    Attempt& attempt = attempts.at(attempt_by_key_.at({ended->task, ended->attempt}));
    attempt.end = position;
    attempt.end_kind = ended->end;
    attempt.handed_back = ended->checkpoint;
  } else if (const auto* result = std::get_if<ResultRecorded>(&fact)) {
    results.try_emplace(result->task, Result{result->attempt, result->checkpoint, position});
    trainings.try_emplace(result->task, *result);
  } else if (const auto* scored = std::get_if<FinalistScored>(&fact)) {
    results.try_emplace(scored->task, Result{scored->attempt, "", position});
  } else if (const auto* reported = std::get_if<EpochsReported>(&fact)) {
    for (const v1::Epoch& epoch : reported->epochs) {
      epochs.emplace(reported->search, reported->trial, epoch.epoch());
    }
  }
}

bool LogIndex::AnyAttempt(const std::string& session, const std::string& name,
                          const std::function<bool(const Attempt&)>& is_as_asked) const {
  const auto [first, last] = attempts_by_name_.equal_range({session, name});
  return std::any_of(first, last,
                     [&](const auto& entry) { return is_as_asked(attempts[entry.second]); });
}

std::string LogIndex::HandedBack(const TaskKey& task, Position start) const {
  for (const Attempt& attempt : std::views::reverse(attempts)) {
    const bool is_earlier = attempt.started.task == task && attempt.end < start;
    if (is_earlier && !attempt.handed_back.empty()) return attempt.handed_back;
  }
  return "";
}

const LogIndex::Result* LogIndex::FindResult(const TaskKey& task) const {
  const auto found = results.find(task);
  return found == results.end() ? nullptr : &found->second;
}

v1::Search::State LogIndex::Search::StateAt(std::size_t size) const {
  v1::Search::State state = v1::Search::STATE_UNSPECIFIED;
  for (const auto& [position, changed] : states) {
    if (position < size) state = changed;
  }
  return state;
}

}  // namespace rung::simulation
