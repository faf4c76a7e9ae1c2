#include "coordinator/decide/coordinator_state.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

namespace rung {
namespace {

// Of a session's attempts: a repeat that is later than this many is none that a network makes.
constexpr std::size_t kRememberedAttempts = 16;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace

void CoordinatorState::Apply(const Fact& fact, MonotonicTime now) {
  std::visit(
      Overloaded{
          [&](const DataSetAdded& added) { data_sets_.emplace(added.digest, added); },
          [&](const DataSetRemoved& removed) {
            data_sets_.erase(removed.digest);
            std::erase_if(splits_, [&](const auto& split) {
              return split.second.data_set == removed.digest;
            });
          },
          [&](const SplitAdded& added) { splits_.emplace(added.key, added); },
          [&](const SearchCreated& created) {
            searches_.emplace(std::piecewise_construct, std::tuple(created.search),
                              std::tuple(created, splits_.at(created.split), lease_times_));
            search_by_name_.emplace(created.spec.name(), created.search);
            if (!created.request_id.empty()) {
              search_by_request_.emplace(created.request_id, created.search);
            }
            next_search_ = std::max(next_search_, created.search + 1);
          },
          [&](const SearchDeleted& deleted) {
            const SearchState& search = searches_.at(deleted.search);
            search_by_name_.erase(search.spec().name());
            search_by_request_.erase(search.created().request_id);
            searches_.erase(deleted.search);
          },
          [&](const SessionStarted& started) {
            sessions_.emplace(started.session, SessionState{.worker = started.worker});
            unended_sessions_[started.worker].insert(started.session);
            if (!started.request_id.empty()) {
              session_by_request_.emplace(started.request_id, started.session);
            }
            next_session_ = std::max(next_session_, started.session + 1);
          },
          [&](const SessionDrained& drained) { sessions_.at(drained.session).is_drained = true; },
          [&](const SessionEnded& ended) {
            SessionState& session = sessions_.at(ended.session);
            session.has_ended = true;
            attempts_.erase(ended.session);
            unended_sessions_.at(session.worker).erase(ended.session);
          },
          [&](const AttemptStarted& started) {
            Remember(started);
            searches_.at(started.task.search).Apply(started, now);
          },
          [&](const AttemptEnded& ended) { searches_.at(ended.task.search).Apply(ended); },
          [&](const ResultRecorded& result) { searches_.at(result.task.search).Apply(result); },
          [&](const FinalistScored& scored) { searches_.at(scored.task.search).Apply(scored); },
          [&](const SearchStateChanged& changed) { searches_.at(changed.search).Apply(changed); },
          [&](const TrialProposed& proposed) { searches_.at(proposed.search).Apply(proposed); },
          [&](const RungDecided& decided) { searches_.at(decided.search).Apply(decided); },
          [&](const FinalistsChosen& chosen) { searches_.at(chosen.search).Apply(chosen); },
          [&](const DeterminismFault& fault) { searches_.at(fault.task.search).Apply(fault); },
          [](const EpochsReported&) {},  // kept for people; nothing follows from them
      },
      fact);
}

SearchState* CoordinatorState::FindSearch(SearchId search) {
  const auto found = searches_.find(search);
  return found == searches_.end() ? nullptr : &found->second;
}

SearchState* CoordinatorState::FindSearch(const std::string& name) {
  const auto found = search_by_name_.find(name);
  return found == search_by_name_.end() ? nullptr : FindSearch(found->second);
}

const SearchState* CoordinatorState::FindRequest(const std::string& request_id) const {
  const auto found = search_by_request_.find(request_id);
  return found == search_by_request_.end() ? nullptr : &searches_.at(found->second);
}

bool CoordinatorState::IsDataSetInUse(const std::string& digest) const {
  return std::any_of(searches_.begin(), searches_.end(), [&](const auto& search) {
    return search.second.created().data_set == digest;
  });
}

const SessionState* CoordinatorState::FindSession(SessionId session) const {
  const auto found = sessions_.find(session);
  return found == sessions_.end() ? nullptr : &found->second;
}

std::optional<SessionId> CoordinatorState::FindSessionRequest(const std::string& request_id) const {
  const auto found = session_by_request_.find(request_id);
  if (found == session_by_request_.end()) return std::nullopt;
  return found->second;
}

const std::set<SessionId>* CoordinatorState::UnendedSessionsOf(const std::string& worker) const {
  const auto found = unended_sessions_.find(worker);
  return found == unended_sessions_.end() ? nullptr : &found->second;
}

bool CoordinatorState::WasDrained(const std::string& worker) const {
  for (const auto& [number, session] : sessions_ | std::views::reverse) {
    if (session.worker == worker) return session.is_drained;
  }
  return false;
}

const AttemptStarted* CoordinatorState::FindAttempt(SessionId session,
                                                    const std::string& request_id) const {
  const auto attempts = attempts_.find(session);
  if (attempts == attempts_.end()) return nullptr;
  const auto found = std::ranges::find(attempts->second, request_id, &AttemptStarted::request_id);
  return found == attempts->second.end() ? nullptr : &*found;
}

std::vector<AttemptStarted> CoordinatorState::OpenAttempts(SessionId session) const {
  std::vector<AttemptStarted> open;
  const auto attempts = attempts_.find(session);
  if (attempts == attempts_.end()) return open;
  std::ranges::copy_if(attempts->second, std::back_inserter(open),
                       [this](const AttemptStarted& attempt) { return IsOpen(attempt); });
  return open;
}

void CoordinatorState::Remember(const AttemptStarted& started) {
  const auto session = sessions_.find(started.session);
  if (session != sessions_.end() && session->second.has_ended) return;
  std::vector<AttemptStarted>& attempts = attempts_[started.session];
  attempts.push_back(started);
  const auto oldest_ended = [&] {
    return std::find_if(attempts.begin(), attempts.end() - 1,
                        [this](const AttemptStarted& one) { return !IsOpen(one); });
  };
  while (attempts.size() > kRememberedAttempts && oldest_ended() != attempts.end() - 1) {
    attempts.erase(oldest_ended());
  }
}

bool CoordinatorState::IsOpen(const AttemptStarted& attempt) const {
  const auto search = searches_.find(attempt.task.search);
  return search != searches_.end() &&
         search->second.leases().Standing(attempt.task, attempt.attempt) == AttemptStanding::kLent;
}

}  // namespace rung
