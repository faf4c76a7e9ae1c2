#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "coordinator/schedule/plan.h"
#include "coordinator/schedule/schedule.h"

namespace rung {

// One ladder of rungs, climbed synchronously (Li et al. 2020, "A System for Massively
// Parallel Hyperparameter Tuning", Algorithm 1): a rung opens when the one below is
// decided, and is decided when every trial in it has a result. Random search is a
// ladder of one rung.
//
// Of a complete rung go on the best RungPlan::keep. Diverged and failed trials count
// in the rung's size, are never replaced and never go on: where fewer than `keep` have
// a score, all of those go on and the next rung is smaller than planned; its own
// `keep` stays as planned. Where none has a score, the bracket ends.
class Bracket final : public Schedule {
 public:
  // At least one rung; trials are numbered from 0 to rungs[0].trials - 1.
  explicit Bracket(std::vector<RungPlan> rungs);

  std::optional<TaskPlan> Next() const override;
  void MarkStarted(std::int64_t trial, int rung) override;
  std::optional<RungDecision> Record(int rung, const RungScore& result) override;
  bool Finished() const override;
  std::vector<Finalist> Finalists(int count) const override;

 private:
  // The highest rung that a trial has entered, started and finished; -1 for none.
  struct Progress {
    std::int8_t entered = -1;
    std::int8_t started = -1;
    std::int8_t recorded = -1;
    bool ranks_last = false;
  };

  bool Holds(std::int64_t trial, int rung) const;
  void Open(std::vector<std::int64_t> entrants);
  void PassOverStarted();

  std::vector<RungPlan> rungs_;
  std::vector<Progress> trials_;                 // by number
  std::vector<std::vector<RungScore>> results_;  // by rung, as they arrived
  int current_ = -1;                             // the rung that is open; rungs_.size() at the end
  std::vector<std::int64_t> entrants_;           // of the open rung, best first
  std::size_t next_ = 0;                         // the first entrant that has not been started
};

}  // namespace rung
