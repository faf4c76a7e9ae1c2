#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "coordinator/decide/search_state.h"
#include "coordinator/facts/facts.h"

namespace rung {

// One life of a worker process.
struct SessionState {
  std::string worker;
  bool is_drained = false;
  bool has_ended = false;

  bool may_be_lent_to() const { return !is_drained && !has_ended; }
};

// All that the coordinator knows, as its facts tell it. Used by the deciding
// thread alone.
class CoordinatorState {
 public:
  // `next_search` and `next_session` are above all numbers that were ever used.
  CoordinatorState(LeaseTimes lease_times, SearchId next_search, SessionId next_session)
      : lease_times_(lease_times), next_search_(next_search), next_session_(next_session) {}

  // The one way to change what is known, at a decision as at a replay.
  void Apply(const Fact& fact, MonotonicTime now);

  // nullptr where there is none.
  SearchState* FindSearch(SearchId search);
  SearchState* FindSearch(const std::string& name);
  // nullptr where no search was made by that request.
  const SearchState* FindRequest(const std::string& request_id) const;

  bool HasDataSet(const std::string& digest) const { return data_sets_.contains(digest); }
  bool HasSplit(const std::string& key) const { return splits_.contains(key); }
  bool IsDataSetInUse(const std::string& digest) const;
  // nullptr where there is none.
  const SessionState* FindSession(SessionId session) const;
  // nullopt where no session was started by that request.
  std::optional<SessionId> FindSessionRequest(const std::string& request_id) const;
  // The sessions of a worker that have not ended; nullptr where it never had one.
  const std::set<SessionId>* UnendedSessionsOf(const std::string& worker) const;
  // True for a worker whose newest session was drained.
  bool WasDrained(const std::string& worker) const;
  // The attempt that a session's request started, if it is open or among the session's
  // newest; nullptr otherwise, and once the session has ended.
  const AttemptStarted* FindAttempt(SessionId session, const std::string& request_id) const;
  // The attempts that a session holds.
  std::vector<AttemptStarted> OpenAttempts(SessionId session) const;

  SearchId next_search() const { return next_search_; }
  SessionId next_session() const { return next_session_; }
  // Searches by number; ended ones too.
  std::map<SearchId, SearchState>& searches() { return searches_; }

 private:
  bool IsOpen(const AttemptStarted& attempt) const;
  void Remember(const AttemptStarted& started);

  const LeaseTimes lease_times_;
  std::map<std::string, DataSetAdded> data_sets_;
  std::map<std::string, SplitAdded> splits_;
  std::map<SearchId, SearchState> searches_;
  std::map<std::string, SearchId> search_by_name_;
  std::map<std::string, SearchId> search_by_request_;
  std::map<SessionId, SessionState> sessions_;
  std::map<std::string, SessionId> session_by_request_;
  std::map<std::string, std::set<SessionId>> unended_sessions_;  // by worker
  // Of sessions that have not ended: those that are open, and the newest; in the order of
  // their facts, which after a replay is not that of time.
  std::map<SessionId, std::vector<AttemptStarted>> attempts_;
  SearchId next_search_;
  SessionId next_session_;
};

}  // namespace rung
