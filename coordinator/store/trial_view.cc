#include "coordinator/store/trial_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "common/resource_names.h"
#include "common/status_macros.h"
#include "coordinator/store/attempt_rows.h"
#include "coordinator/store/decision_rows.h"
#include "coordinator/store/metric_rows.h"
#include "coordinator/store/result_rows.h"
#include "coordinator/store/trial_rows.h"
#include "coordinator/store/trial_state.h"

namespace rung {
namespace {

absl::Status FillRung(Database& database, SearchId search, const ResultRow& result,
                      v1::RungResult& rung) {
  ASSIGN_OR_RETURN(RungMetrics metrics, ReadMetrics(database, search, result.trial, result.rung));
  rung.set_rung(result.rung);
  rung.set_epochs(result.epochs);
  if (result.score) rung.set_score(*result.score);
  *rung.mutable_training() = std::move(metrics.training);
  *rung.mutable_validation() = std::move(metrics.validation);
  rung.set_decision(DecisionOf(result));
  rung.set_rank(result.rank);
  rung.set_size(result.size);
  rung.set_keep(result.keep);
  return absl::OkStatus();
}

// `results` are those of this trial, by rung.
absl::StatusOr<v1::Trial> TrialResource(Database& database, const SearchRow& search,
                                        std::int64_t number, v1::Configuration configuration,
                                        std::span<const ResultRow> results, bool is_in_training) {
  v1::Trial trial;
  trial.set_name(TrialName(search.name, number));
  *trial.mutable_configuration() = std::move(configuration);
  trial.set_state(TrialState(search, results, is_in_training));
  for (const ResultRow& result : results) {
    RETURN_IF_ERROR(FillRung(database, search.id, result, *trial.add_rungs()));
    if (result.outcome == v1::CompleteTaskRequest::FAILED) trial.set_failure(result.failure);
  }
  return trial;
}

double GapOf(const SearchRow& search, const v1::RankedTrial& trial) {
  const auto training = trial.training().values().find(search.score);
  const auto validation = trial.validation().values().find(search.score);
  if (training == trial.training().values().end() ||
      validation == trial.validation().values().end()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double gap = training->second - validation->second;
  return search.higher_is_better ? gap : -gap;
}

absl::StatusOr<v1::RankedTrial> RankedTrialOf(Database& database, const SearchRow& search,
                                              const FinalistRow& row) {
  v1::RankedTrial ranked;
  ASSIGN_OR_RETURN(*ranked.mutable_trial(), ReadTrial(database, search, row.trial));
  ASSIGN_OR_RETURN(RungMetrics metrics, ReadMetrics(database, search.id, row.trial, row.rung));
  for (const v1::RungResult& rung : ranked.trial().rungs()) {
    if (rung.rung() != row.rung) continue;
    ranked.set_epochs(rung.epochs());
    ranked.set_score(rung.score());
  }
  *ranked.mutable_training() = std::move(metrics.training);
  *ranked.mutable_validation() = std::move(metrics.validation);
  *ranked.mutable_test() = std::move(metrics.test);
  ranked.set_gap(GapOf(search, ranked));
  if (row.validation_spread) ranked.set_validation_spread(*row.validation_spread);
  if (row.test_spread) ranked.set_test_spread(*row.test_spread);
  return ranked;
}

absl::StatusOr<std::vector<FinalistRow>> BestRows(Database& database, const SearchRow& search) {
  if (search.are_finalists_chosen) return ReadFinalists(database, search.id);
  ASSIGN_OR_RETURN(const auto best,
                   ReadBestSoFar(database, search.id, search.top_rung, search.finalists));
  std::vector<FinalistRow> rows;
  for (const auto& [trial, rung] : best) rows.push_back({.trial = trial, .rung = rung});
  return rows;
}

}  // namespace

absl::StatusOr<v1::Trial> ReadTrial(Database& database, const SearchRow& search,
                                    std::int64_t trial) {
  ASSIGN_OR_RETURN(auto configurations, ReadConfigurations(database, search.id, trial, 1));
  const auto configuration = configurations.find(trial);
  if (configuration == configurations.end()) {
    return absl::NotFoundError(
        fmt::format("search {} has not started a trial {}", search.name, trial));
  }
  ASSIGN_OR_RETURN(const auto results, ReadResultsOfTrial(database, search.id, trial));
  ASSIGN_OR_RETURN(const auto running, ReadTrialsInTraining(database, search.id, trial, trial));
  return TrialResource(database, search, trial, std::move(configuration->second), results,
                       !running.empty());
}

absl::StatusOr<std::vector<v1::Trial>> ReadTrials(Database& database, const SearchRow& search,
                                                  std::int64_t first_trial, int limit) {
  std::vector<v1::Trial> trials;
  ASSIGN_OR_RETURN(auto configurations,
                   ReadConfigurations(database, search.id, first_trial, limit));
  if (configurations.empty()) return trials;
  const std::int64_t last = configurations.rbegin()->first;
  ASSIGN_OR_RETURN(const auto results, ReadResultsOfTrials(database, search.id, first_trial, last));
  ASSIGN_OR_RETURN(const auto running,
                   ReadTrialsInTraining(database, search.id, first_trial, last));
  auto from = results.begin();
  for (auto& [number, configuration] : configurations) {
    const auto to = std::find_if(from, results.end(), [&, wanted = number](const ResultRow& row) {
      return row.trial > wanted;
    });
    ASSIGN_OR_RETURN(trials.emplace_back(),
                     TrialResource(database, search, number, std::move(configuration), {from, to},
                                   running.contains(number)));
    from = to;
  }
  return trials;
}

absl::StatusOr<v1::ListBestTrialsResponse> ReadBestTrials(Database& database,
                                                          const SearchRow& search) {
  v1::ListBestTrialsResponse response;
  ASSIGN_OR_RETURN(const std::vector<FinalistRow> rows, BestRows(database, search));
  for (const FinalistRow& row : rows) {
    ASSIGN_OR_RETURN(*response.add_trials(), RankedTrialOf(database, search, row));
  }
  response.set_is_final(search.are_finalists_chosen &&
                        std::all_of(rows.begin(), rows.end(), [](const FinalistRow& row) {
                          return row.scored_time_us.has_value();
                        }));
  return response;
}

}  // namespace rung
