#include "undisturbed.h"

#include <fmt/format.h>

#include <algorithm>

#include "coordinator/decide/decider.h"
#include "fake_training.h"
#include "search_specs.h"

namespace rung::simulation {
namespace {

// All facts of a run by one worker, to whom nothing happens.
std::vector<Fact> UndisturbedRun(const v1::SearchSpec& spec) {
  const Now now{MonotonicTime(std::chrono::hours(1)), 0};
  Decider decider({}, 0, 0, kSessionKey);
  decider.AddDataSet(TheDataSet(), now).IgnoreError();
  decider
      .CreateSearch({.spec = spec, .data_set = TheDataSet().digest, .split = TheSplit().key},
                    TheSplit(), now)
      .IgnoreError();
  v1::StartSessionRequest start;
  start.set_worker("undisturbed");
  v1::LeaseTaskRequest request;
  request.set_session(decider.StartSession(start, now)->session());
  for (int number = 1;; ++number) {
    request.set_request_id(std::to_string(number));
    const auto lent = decider.LeaseTask(request, now);
    if (!lent.ok() || !lent->has_task()) return decider.TakeFacts();
    decider.CompleteTask(ResultOf(lent->task(), request.session()), now).IgnoreError();
  }
}

// What the answer of a search consists of, one line each.
std::vector<std::string> AnswerOf(const LogIndex& log, const LogIndex::Search& search) {
  std::vector<std::string> lines;
  for (const auto& [key, result] : log.trainings) {
    if (key.search != search.created.search) continue;
    const auto& configuration = log.configurations.at({key.search, key.trial});
    lines.push_back(fmt::format("trial {} ({}) rung {}: outcome {}, {} epochs, score {}, {}",
                                key.trial, configuration.learning_rate(), key.rung, result.outcome,
                                result.epochs, result.score.value_or(-1), result.checkpoint));
  }
  for (const auto& finalist : search.finalists) {
    lines.push_back(fmt::format("finalist {} at rung {}", finalist.trial, finalist.rung));
  }
  lines.push_back(v1::Search::State_Name(search.states.back().second));
  return lines;
}

}  // namespace

bool IsComparable(const LogIndex& log, const LogIndex::Search& search) {
  const bool was_ended_early = std::ranges::any_of(search.states, [](const auto& change) {
    return change.second == v1::Search::STOPPING || change.second == v1::Search::CANCELLED;
  });
  const bool has_given_up = std::ranges::any_of(log.trainings, [&](const auto& entry) {
    return entry.first.search == search.created.search && entry.second.attempt == 0;
  });
  const v1::Search::State end = search.states.back().second;
  const bool has_ended = end == v1::Search::SUCCEEDED || end == v1::Search::FAILED;
  return has_ended && !was_ended_early && !has_given_up;
}

std::string DifferenceToUndisturbed(const LogIndex& log, const LogIndex::Search& search) {
  const LogIndex other(UndisturbedRun(search.created.spec));
  const auto found = AnswerOf(log, search);
  const auto expected = AnswerOf(other, other.searches.begin()->second);
  const auto [here, there] = std::ranges::mismatch(found, expected);
  if (here == found.end() && there == expected.end()) return "";
  return fmt::format("search {} has '{}', an undisturbed run has '{}'", search.created.search,
                     here == found.end() ? "nothing" : *here,
                     there == expected.end() ? "nothing" : *there);
}

}  // namespace rung::simulation
