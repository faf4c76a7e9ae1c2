#include "coordinator/service/comparison.h"

#include <vector>

#include "common/metric.h"
#include "common/status_macros.h"
#include "coordinator/analysis/compare.h"
#include "coordinator/analysis/compare_epochs.h"

namespace rung {
namespace {

ComparedOutcome OutcomeOf(const TrialAtRung& result) {
  if (result.score) return ComparedOutcome::kScored;
  return result.outcome == v1::CompleteTaskRequest::DIVERGED ? ComparedOutcome::kDiverged
                                                             : ComparedOutcome::kFailed;
}

std::vector<ComparedRung> ByRung(const v1::Search& search,
                                 const std::vector<TrialAtRung>& results) {
  std::vector<ComparedRung> rungs;
  for (const auto& progress : search.progress().rungs()) {
    rungs.push_back({.rung = progress.rung(), .epochs = progress.epochs(), .trials = {}});
  }
  for (const TrialAtRung& result : results) {
    rungs.at(static_cast<std::size_t>(result.rung))
        .trials.push_back({.configuration = result.configuration,
                           .outcome = OutcomeOf(result),
                           .score = result.score.value_or(0.0),
                           .gap = result.gap.value_or(0.0)});
  }
  std::erase_if(rungs, [](const ComparedRung& rung) { return rung.trials.empty(); });
  return rungs;
}

// `points` are ordered by trial and epoch.
std::vector<LearningCurve> ByTrial(const std::vector<EpochScores>& points) {
  std::vector<LearningCurve> curves;
  std::int64_t trial = -1;
  for (const EpochScores& point : points) {
    if (point.trial != trial) curves.emplace_back();
    trial = point.trial;
    curves.back().push_back({point.epoch, point.training_score, point.validation_score});
  }
  return curves;
}

std::vector<int> Levels(const v1::Search& search) {
  std::vector<int> levels;
  for (const auto& rung : search.progress().rungs()) levels.push_back(rung.epochs());
  return levels;
}

}  // namespace

absl::StatusOr<v1::CompareHyperparameterResponse> CompareInSearch(
    Reader& reader, const std::string& name, const std::string& hyperparameter) {
  ASSIGN_OR_RETURN(const v1::Search search, reader.GetSearch(name));
  const bool higher_is_better = HigherIsBetter(search.spec().score());
  std::vector<v1::RungComparison> rungs;
  if (hyperparameter == "epochs" && search.spec().has_successive_halving()) {
    ASSIGN_OR_RETURN(const auto points, reader.ListEpochScores(name));
    rungs = CompareEpochs(ByTrial(points), Levels(search), higher_is_better);
  } else {
    ASSIGN_OR_RETURN(const auto results, reader.ListResults(name));
    ASSIGN_OR_RETURN(
        rungs, CompareHyperparameter(ByRung(search, results), hyperparameter, higher_is_better));
  }
  v1::CompareHyperparameterResponse response;
  response.mutable_rungs()->Assign(rungs.begin(), rungs.end());
  return response;
}

}  // namespace rung
