#include "coordinator/schedule/bracket.h"

#include <iterator>
#include <numeric>
#include <unordered_set>
#include <utility>

namespace rung {

Bracket::Bracket(std::vector<RungPlan> rungs)
    : rungs_(std::move(rungs)),
      trials_(static_cast<std::size_t>(rungs_.front().trials)),
      results_(rungs_.size()) {
  std::vector<std::int64_t> all(trials_.size());
  std::iota(all.begin(), all.end(), std::int64_t{0});
  Open(std::move(all));
}

std::optional<TaskPlan> Bracket::Next() const {
  if (next_ == entrants_.size()) return std::nullopt;
  return TaskPlan{entrants_[next_], current_, rungs_[static_cast<std::size_t>(current_)].epochs};
}

void Bracket::MarkStarted(std::int64_t trial, int rung) {
  if (!Holds(trial, rung)) return;
  trials_[static_cast<std::size_t>(trial)].started = static_cast<std::int8_t>(rung);
  PassOverStarted();
}

std::optional<RungDecision> Bracket::Record(int rung, const RungScore& result) {
  if (!Holds(result.trial, rung)) return std::nullopt;
  Progress& trial = trials_[static_cast<std::size_t>(result.trial)];
  if (trial.recorded == rung) return std::nullopt;
  trial.started = trial.recorded = static_cast<std::int8_t>(rung);
  trial.ranks_last = RanksLast(result);
  PassOverStarted();
  std::vector<RungScore>& results = results_[static_cast<std::size_t>(rung)];
  results.push_back(result);
  if (results.size() < entrants_.size()) return std::nullopt;

  RungDecision decision{rung, static_cast<int>(results.size()), 0,
                        Promoted(results, rungs_[static_cast<std::size_t>(rung)].keep)};
  decision.keep = static_cast<int>(decision.promoted.size());
  Open(decision.promoted);
  return decision;
}

bool Bracket::Finished() const { return entrants_.empty(); }

std::vector<Finalist> Bracket::Finalists(int count) const {
  std::vector<Finalist> best;
  std::unordered_set<std::int64_t> listed;
  for (int rung = static_cast<int>(rungs_.size()) - 1; rung >= 0; --rung) {
    std::vector<RungScore> results;
    for (const RungScore& result : results_[static_cast<std::size_t>(rung)]) {
      const Progress& trial = trials_[static_cast<std::size_t>(result.trial)];
      if (!trial.ranks_last && !listed.contains(result.trial)) results.push_back(result);
    }
    for (const std::int64_t trial : Promoted(results, count - static_cast<int>(best.size()))) {
      best.push_back({trial, rung});
      listed.insert(trial);
    }
  }
  return best;
}

bool Bracket::Holds(std::int64_t trial, int rung) const {
  return rung == current_ && trial >= 0 && trial < std::ssize(trials_) &&
         trials_[static_cast<std::size_t>(trial)].entered == rung;
}

// Opens the next rung; without entrants the bracket ends.
void Bracket::Open(std::vector<std::int64_t> entrants) {
  ++current_;
  next_ = 0;
  entrants_ = std::move(entrants);
  for (const std::int64_t trial : entrants_) {
    trials_[static_cast<std::size_t>(trial)].entered = static_cast<std::int8_t>(current_);
  }
}

void Bracket::PassOverStarted() {
  while (next_ < entrants_.size() &&
         trials_[static_cast<std::size_t>(entrants_[next_])].started == current_) {
    ++next_;
  }
}

}  // namespace rung
