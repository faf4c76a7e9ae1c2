#include "coordinator/analysis/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/coordinator/analysis/compared_values.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ComparedTrial Trial(double score, ComparedOutcome outcome = ComparedOutcome::kScored) {
  ComparedTrial trial;
  trial.configuration.set_activation(v1::RELU);
  trial.outcome = outcome;
  trial.score = score;
  trial.gap = score / 10;
  return trial;
}

TEST(CompareHyperparameterTest, HasARowForEachValueOfAnEnum) {
  ComparedRung rung{2, 9, {Trial(0.9), Trial(0.7), Trial(0.5), Trial(0.1)}};
  rung.trials[1].configuration.set_activation(v1::TANH);
  rung.trials[2].outcome = ComparedOutcome::kDiverged;
  rung.trials[3].outcome = ComparedOutcome::kFailed;
  const auto result = CompareHyperparameter(std::vector{rung}, "activation", true);
  ASSERT_THAT(result, IsOk());
  const v1::RungComparison& comparison = result->at(0);
  EXPECT_EQ(comparison.rung(), 2);
  EXPECT_EQ(comparison.epochs(), 9);
  EXPECT_THAT(ValuesOf(comparison), ElementsAre("relu", "tanh"));
  EXPECT_EQ(comparison.values(0).scored_count(), 1);
  EXPECT_EQ(comparison.values(0).diverged_count(), 1);
  EXPECT_EQ(comparison.values(0).failed_count(), 1);
  EXPECT_DOUBLE_EQ(comparison.values(0).median_score(), 0.9);
  EXPECT_DOUBLE_EQ(comparison.values(1).median_gap(), 0.07);
}

TEST(CompareHyperparameterTest, HasARowForEachOfAFewWholeNumbersInTheirOrder) {
  ComparedRung rung;
  for (const int layers : {10, 2, 0, 2}) {
    rung.trials.push_back(Trial(0.5));
    rung.trials.back().configuration.set_hidden_layers(layers);
  }
  const auto result = CompareHyperparameter(std::vector{rung}, "hidden_layers", true);
  EXPECT_THAT(ValuesOf(result->at(0)), ElementsAre("0", "2", "10"));
}

TEST(CompareHyperparameterTest, PutsManyWholeNumbersIntoBins) {
  ComparedRung rung;
  for (int batch_size = 16; batch_size <= 512; ++batch_size) {
    rung.trials.push_back(Trial(0.5));
    rung.trials.back().configuration.set_batch_size(batch_size);
  }
  const auto result = CompareHyperparameter(std::vector{rung}, "batch_size", true);
  EXPECT_THAT(ValuesOf(result->at(0)),
              ElementsAre("10 to 19", "20 to 49", "50 to 99", "100 to 299", "300 to 600"));
  EXPECT_EQ(result->at(0).values(0).scored_count(), 4);
}

TEST(CompareHyperparameterTest, UsesTheSameBinsAtEveryRung) {
  ComparedRung low{0, 1, {}};
  ComparedRung high{1, 3, {}};
  for (const double rate : {0.0001, 0.0005, 0.003, 0.02, 0.1, 0.09}) {
    low.trials.push_back(Trial(0.5));
    low.trials.back().configuration.set_learning_rate(rate);
  }
  high.trials = {low.trials[2]};
  const auto result = CompareHyperparameter(std::vector{low, high}, "learning_rate", true);
  EXPECT_THAT(ValuesOf(result->at(0)),
              ElementsAre("0.0001 to 0.0004", "0.0004 to 0.002", "0.002 to 0.006", "0.006 to 0.03",
                          "0.03 to 0.1"));
  EXPECT_THAT(ValuesOf(result->at(1)), ElementsAre("0.002 to 0.006"));
}

TEST(CompareHyperparameterTest, HasARowForEachNumberOfAShortList) {
  ComparedRung rung;
  for (const double dropout : {0.5, 0.0, 0.25, 0.5, 0.0, 0.25}) {
    rung.trials.push_back(Trial(0.5));
    rung.trials.back().configuration.set_dropout(dropout);
  }
  const auto result = CompareHyperparameter(std::vector{rung}, "dropout", true);
  EXPECT_THAT(ValuesOf(result->at(0)), ElementsAre("0", "0.25", "0.5"));
}

TEST(CompareHyperparameterTest, ComparesTheWidestLayerAndLeavesOutTrialsWithoutOne) {
  ComparedRung rung{0, 1, {Trial(0.9), Trial(0.8)}};
  for (const int units : {16, 64, 32}) rung.trials[0].configuration.add_units(units);
  const auto result = CompareHyperparameter(std::vector{rung}, "units", true);
  EXPECT_THAT(ValuesOf(result->at(0)), ElementsAre("64"));
}

TEST(CompareHyperparameterTest, HasNoRowsWithoutTrials) {
  const auto result = CompareHyperparameter(std::vector{ComparedRung{}}, "learning_rate", true);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->at(0).values_size(), 0);
}

TEST(CompareHyperparameterTest, NamesTheHyperparametersThatThereAre) {
  EXPECT_THAT(CompareHyperparameter({}, "learning_rat", true),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("there is no hyperparameter learning_rat; there are "
                                 "hidden_layers, units, learning_rate, activation")));
}

}  // namespace
}  // namespace rung
