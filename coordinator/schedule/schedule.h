#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "coordinator/schedule/promoted.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// A task to start: bring a trial to a rung.
struct TaskPlan {
  std::int64_t trial = 0;
  int rung = 0;
  int epochs = 0;  // target, counted from the trial's start; 0: the configuration's epochs

  friend bool operator==(const TaskPlan&, const TaskPlan&) = default;
};

// A rung is complete: who goes on.
struct RungDecision {
  int rung = 0;
  int size = 0;                        // trials that it held, diverged and failed ones included
  int keep = 0;                        // trials that go on: promoted.size()
  std::vector<std::int64_t> promoted;  // best first

  friend bool operator==(const RungDecision&, const RungDecision&) = default;
};

// One of the best trials of a search, and the rung it is judged at.
struct Finalist {
  std::int64_t trial = 0;
  int rung = 0;

  friend bool operator==(const Finalist&, const Finalist&) = default;
};

// Which task comes next, and who goes on. A state machine without clock, thread or
// I/O: the same facts (started, recorded) in the same order give the same
// state, and the decisions do not depend on that order. Confined to one thread.
class Schedule {
 public:
  virtual ~Schedule() = default;

  // The next task to start; nullopt while results are awaited, and when Finished().
  virtual std::optional<TaskPlan> Next() const = 0;

  // The task has been lent, so Next() passes it over. A repeat changes nothing; a
  // lost task is lent again by whoever lent it, not by Next().
  virtual void MarkStarted(std::int64_t trial, int rung) = 0;

  // Takes in a result; answers the decision that it completes. The first result of
  // a task stands; a repeat, or a task that the rung does not hold, changes nothing.
  virtual std::optional<RungDecision> Record(int rung, const RungScore& result) = 0;

  // Whether nothing is left to start or to wait for.
  virtual bool Finished() const = 0;

  // The best `count` trials so far, fewer if there are fewer: of the highest rung
  // first, best first, each at the highest rung it has a score at. A trial
  // that diverged or failed at any rung is not among them.
  virtual std::vector<Finalist> Finalists(int count) const = 0;
};

// The schedule of a checked spec.
std::unique_ptr<Schedule> MakeSchedule(const v1::SearchSpec& spec);

}  // namespace rung
