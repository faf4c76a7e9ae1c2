#include "coordinator/store/trial_state.h"

#include "common/search_end.h"

namespace rung {
namespace {

bool IsPromoted(const ResultRow& result) {
  return result.is_decided && result.outcome == v1::CompleteTaskRequest::COMPLETED &&
         result.rank <= result.keep;
}

// Where a trial would stand if its search went on.
v1::Trial::State StateInSearch(int top_rung, std::span<const ResultRow> results,
                               bool is_in_training) {
  if (is_in_training) return v1::Trial::RUNNING;
  if (results.empty()) return v1::Trial::PENDING;
  const ResultRow& last = results.back();
  if (last.outcome == v1::CompleteTaskRequest::DIVERGED) return v1::Trial::DIVERGED;
  if (last.outcome == v1::CompleteTaskRequest::FAILED) return v1::Trial::FAILED;
  if (last.rung == top_rung) return v1::Trial::SUCCEEDED;
  if (!last.is_decided) return v1::Trial::WAITING;
  return IsPromoted(last) ? v1::Trial::PENDING : v1::Trial::ELIMINATED;
}

}  // namespace

v1::Decision DecisionOf(const ResultRow& result) {
  if (result.is_finalist) return v1::FINALIST;
  if (result.outcome == v1::CompleteTaskRequest::DIVERGED) return v1::DIVERGED;
  if (result.outcome == v1::CompleteTaskRequest::FAILED) return v1::FAILED;
  if (!result.is_decided) return v1::DECISION_UNSPECIFIED;
  return IsPromoted(result) ? v1::PROMOTED : v1::ELIMINATED;
}

v1::Trial::State TrialState(const SearchRow& search, std::span<const ResultRow> results,
                            bool is_in_training) {
  const v1::Trial::State state = StateInSearch(search.top_rung, results, is_in_training);
  const bool is_open =
      state == v1::Trial::PENDING || state == v1::Trial::RUNNING || state == v1::Trial::WAITING;
  return is_open && HasEnded(search.state) ? v1::Trial::CANCELLED : state;
}

}  // namespace rung
