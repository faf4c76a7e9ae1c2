#include "replay_order.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace rung::simulation {
namespace {

// Where a fact stands: search, part of its history, rung, kind within the rung, trial,
// attempt, and the end of an attempt after its start. Equals stay as committed.
using Place = std::tuple<SearchId, int, int, int, std::int64_t, int, int>;

enum Part { kCreation, kTrials, kRungs, kFinalists, kTests, kScores, kFaults, kState };
enum Kind { kAttempts, kResults, kDecision };

Place OfAttempt(const TaskKey& task, int attempt, int is_end) {
  return {task.search, task.is_test ? kTests : kRungs, task.rung, kAttempts, task.trial, attempt,
          is_end};
}

Place PlaceOf(const DataSetAdded&) { return {0, 0, 0, 0, 0, 0, 0}; }
Place PlaceOf(const DataSetRemoved&) { return {0, 0, 0, 0, 0, 0, 0}; }
Place PlaceOf(const SplitAdded&) { return {0, 1, 0, 0, 0, 0, 0}; }
Place PlaceOf(const SessionStarted&) { return {0, 2, 0, 0, 0, 0, 0}; }
Place PlaceOf(const SessionDrained&) { return {0, 2, 0, 0, 0, 0, 0}; }
Place PlaceOf(const SessionEnded&) { return {0, 2, 0, 0, 0, 0, 0}; }
Place PlaceOf(const SearchCreated& fact) { return {fact.search, kCreation, 0, 0, 0, 0, 0}; }
Place PlaceOf(const TrialProposed& fact) { return {fact.search, kTrials, 0, 0, fact.trial, 0, 0}; }
Place PlaceOf(const AttemptStarted& fact) { return OfAttempt(fact.task, fact.attempt, 0); }
Place PlaceOf(const AttemptEnded& fact) { return OfAttempt(fact.task, fact.attempt, 1); }
Place PlaceOf(const ResultRecorded& fact) {
  return {fact.task.search, kRungs, fact.task.rung, kResults, fact.task.trial, 0, 0};
}
Place PlaceOf(const RungDecided& fact) {
  return {fact.search, kRungs, fact.rung, kDecision, 0, 0, 0};
}
Place PlaceOf(const FinalistsChosen& fact) { return {fact.search, kFinalists, 0, 0, 0, 0, 0}; }
Place PlaceOf(const FinalistScored& fact) { return {fact.task.search, kScores, 0, 0, 0, 0, 0}; }
Place PlaceOf(const DeterminismFault& fact) { return {fact.task.search, kFaults, 0, 0, 0, 0, 0}; }
Place PlaceOf(const SearchStateChanged& fact) { return {fact.search, kState, 0, 0, 0, 0, 0}; }
Place PlaceOf(const EpochsReported& fact) { return {fact.search, kTrials, 0, 0, 0, 0, 0}; }
Place PlaceOf(const SearchDeleted& fact) { return {fact.search, kState, 0, 0, 0, 0, 0}; }

bool IsLeftOut(const Fact& fact) {
  return std::holds_alternative<EpochsReported>(fact) ||
         std::holds_alternative<SearchDeleted>(fact);
}

}  // namespace

std::vector<const Fact*> InReplayOrder(std::span<const Fact> committed) {
  std::set<SearchId> deleted;
  std::map<SearchId, const Fact*> latest_state;
  for (const Fact& fact : committed) {
    if (const auto* one = std::get_if<SearchDeleted>(&fact)) deleted.insert(one->search);
    if (const auto* one = std::get_if<SearchStateChanged>(&fact)) latest_state[one->search] = &fact;
  }
  std::vector<std::pair<Place, const Fact*>> placed;
  for (const Fact& fact : committed) {
    const Place place = std::visit([](const auto& one) { return PlaceOf(one); }, fact);
    const bool is_state = std::holds_alternative<SearchStateChanged>(fact);
    if (IsLeftOut(fact) || deleted.contains(std::get<0>(place))) continue;
    if (is_state && latest_state.at(std::get<0>(place)) != &fact) continue;
    placed.emplace_back(place, &fact);
  }
  std::ranges::stable_sort(placed, {}, [](const auto& one) { return one.first; });
  std::vector<const Fact*> ordered;
  ordered.reserve(placed.size());
  for (const auto& [place, fact] : placed) ordered.push_back(fact);
  return ordered;
}

}  // namespace rung::simulation
