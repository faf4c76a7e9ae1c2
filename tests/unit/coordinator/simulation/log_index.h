#pragma once

#include <functional>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "coordinator/facts/facts.h"

namespace rung::simulation {

inline constexpr char kSessionKey[] = "simulation";

// What the worker that has the session is told to call it.
std::string SessionName(SessionId session);

// Where in the log a fact stands.
using Position = std::size_t;
inline constexpr Position kNever = std::numeric_limits<Position>::max();

// The final log, arranged for questions.
struct LogIndex {
  explicit LogIndex(std::span<const Fact> log);

  struct Attempt {
    AttemptStarted started;
    std::string name;  // as a worker is told it
    Position start = kNever;
    Position end = kNever;
    v1::Attempt::End end_kind = v1::Attempt::END_UNSPECIFIED;
    std::string handed_back;  // the checkpoint, where there is one
  };
  struct Session {
    std::string worker;
    Position drain = kNever;
    Position end = kNever;
  };
  struct Result {
    int attempt = 0;
    std::string checkpoint;
    Position position = kNever;
  };
  struct Search {
    SearchCreated created;
    Position start = kNever;
    Position deletion = kNever;
    std::vector<std::pair<Position, v1::Search::State>> states;  // PENDING first
    std::vector<FinalistsChosen::Finalist> finalists;

    // The state when the log was `size` facts long.
    v1::Search::State StateAt(std::size_t size) const;
    bool Exists(std::size_t size) const { return start < size && deletion >= size; }
  };

  // Whether an attempt of that name that the session was lent is as asked. There may be
  // several: of a deleted search, and of a later one of its name.
  bool AnyAttempt(const std::string& session, const std::string& name,
                  const std::function<bool(const Attempt&)>& is_as_asked) const;
  // What the task goes on from when it is lent at `start`: what was handed back last, if anything.
  std::string HandedBack(const TaskKey& task, Position start) const;
  // nullptr where the task has none.
  const Result* FindResult(const TaskKey& task) const;

  std::map<std::string, Session> sessions;  // by the name that its worker is told
  std::vector<Attempt> attempts;
  std::map<TaskKey, Result> results;  // of trainings and scorings
  std::map<TaskKey, ResultRecorded> trainings;
  std::map<SearchId, Search> searches;
  std::set<std::tuple<SearchId, std::int64_t, int>> epochs;  // by search, trial, number
  std::map<std::pair<SearchId, std::int64_t>, v1::Configuration> configurations;

 private:
  void Add(const Fact& fact, Position position);

  std::multimap<std::pair<std::string, std::string>, std::size_t> attempts_by_name_;
  std::map<std::pair<TaskKey, int>, std::size_t> attempt_by_key_;
};

}  // namespace rung::simulation
