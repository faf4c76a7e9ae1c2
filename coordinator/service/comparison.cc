#include "coordinator/service/comparison.h"

#include <map>
#include <optional>
#include <utility>
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

using TrialEpoch = std::pair<std::int64_t, int>;

std::map<TrialEpoch, double> GapsAtRungs(const std::vector<TrialAtRung>& results) {
  std::map<TrialEpoch, double> gaps;
  for (const TrialAtRung& result : results) {
    if (result.gap) gaps[{result.trial, result.epochs}] = *result.gap;
  }
  return gaps;
}

// `points` are ordered by trial and epoch. What training scored while its weights still
// changed says nothing of a gap; the results at the rungs do.
std::vector<LearningCurve> ByTrial(const std::vector<EpochScores>& points,
                                   const std::map<TrialEpoch, double>& gaps) {
  std::vector<LearningCurve> curves;
  std::int64_t trial = -1;
  for (const EpochScores& point : points) {
    if (point.trial != trial) curves.emplace_back();
    trial = point.trial;
    const auto gap = gaps.find({point.trial, point.epoch});
    curves.back().push_back({.epoch = point.epoch,
                             .validation_score = point.validation_score,
                             .gap = gap == gaps.end() ? std::nullopt : std::optional(gap->second)});
  }
  return curves;
}

std::vector<int> Levels(const v1::Search& search) {
  std::vector<int> levels;
  for (const auto& rung : search.progress().rungs()) levels.push_back(rung.epochs());
  return levels;
}

// Both read search and rows at one moment: by the next, another search may have the name.
absl::StatusOr<std::vector<v1::RungComparison>> CompareAlongCurves(Reader& reader,
                                                                   const std::string& name) {
  ASSIGN_OR_RETURN(const SearchCurves read, reader.GetCurves(name));
  return CompareEpochs(ByTrial(read.points, GapsAtRungs(read.results)), Levels(read.search),
                       HigherIsBetter(read.search.spec().score()));
}

absl::StatusOr<std::vector<v1::RungComparison>> CompareByRung(Reader& reader,
                                                              const std::string& name,
                                                              const std::string& hyperparameter) {
  ASSIGN_OR_RETURN(const SearchResults read, reader.GetResults(name));
  return CompareHyperparameter(ByRung(read.search, read.results), hyperparameter,
                               HigherIsBetter(read.search.spec().score()));
}

}  // namespace

absl::StatusOr<v1::CompareHyperparameterResponse> CompareInSearch(
    Reader& reader, const std::string& name, const std::string& hyperparameter) {
  ASSIGN_OR_RETURN(const v1::Search search, reader.GetSearch(name));
  std::vector<v1::RungComparison> rungs;
  if (hyperparameter == "epochs" && search.spec().has_successive_halving()) {
    ASSIGN_OR_RETURN(rungs, CompareAlongCurves(reader, name));
  } else {
    ASSIGN_OR_RETURN(rungs, CompareByRung(reader, name, hyperparameter));
  }
  v1::CompareHyperparameterResponse response;
  response.mutable_rungs()->Assign(rungs.begin(), rungs.end());
  return response;
}

}  // namespace rung
