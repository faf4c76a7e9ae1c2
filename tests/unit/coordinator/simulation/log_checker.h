#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "coordinator/facts/facts.h"

namespace rung::simulation {

// One line about a fact, for people.
std::string Describe(const Fact& fact);

// Holds each fact, as it is committed, against those before it: attempts are numbered one
// by one, at most one of a task is open, a task has one result and it is that of the
// open attempt, no more attempts are lost than the spec allows, rungs are decided once and
// in order, a trial enters a rung only with a result of the one below, an ended search
// changes no more.
class LogChecker {
 public:
  // Empty, or what is wrong.
  std::string Check(const Fact& fact);

  // True once every search that is not deleted has ended.
  bool HaveAllEnded() const;
  // Names of those that have not.
  std::vector<std::string> Unended() const;

 private:
  struct Task {
    int attempts = 0;
    int lost = 0;
    bool is_open = false;
    SessionId holder = 0;
    bool has_result = false;
    bool has_score = false;  // of a training: it may go on from it
  };
  struct Search {
    v1::SearchSpec spec;
    std::string request_id;
    v1::Search::State state = v1::Search::PENDING;
    bool is_deleted = false;
    std::int64_t trials = 0;
    int decided_rungs = 0;
    std::set<std::int64_t> finalists;
    bool has_finalists = false;
    std::map<TaskKey, Task> tasks;
  };

  std::string CheckOne(const DataSetAdded&) { return ""; }
  std::string CheckOne(const DataSetRemoved&) { return ""; }
  std::string CheckOne(const SplitAdded&) { return ""; }
  std::string CheckOne(const EpochsReported& fact);
  std::string CheckOne(const SessionStarted& fact);
  std::string CheckOne(const SessionDrained& fact);
  std::string CheckOne(const SessionEnded& fact);
  std::string CheckOne(const SearchCreated& fact);
  std::string CheckOne(const SearchStateChanged& fact);
  std::string CheckOne(const SearchDeleted& fact);
  std::string CheckOne(const TrialProposed& fact);
  std::string CheckOne(const AttemptStarted& fact);
  std::string CheckOne(const AttemptEnded& fact);
  std::string CheckOne(const ResultRecorded& fact);
  std::string CheckOne(const RungDecided& fact);
  std::string CheckOne(const FinalistsChosen& fact);
  std::string CheckOne(const FinalistScored& fact);
  // Two attempts that disagree: simulated training gives one result, so there are none.
  std::string CheckOne(const DeterminismFault&) { return "a determinism fault is recorded"; }

  std::string CheckResult(const TaskKey& key, int attempt, bool has_score);
  bool IsAlive(SearchId search) const;

  std::map<SearchId, Search> searches_;
  std::set<SessionId> sessions_;
  std::set<SessionId> drained_;  // or ended: nothing more is lent to them
};

}  // namespace rung::simulation
