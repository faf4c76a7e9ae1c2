#include "coordinator/analysis/compare_epochs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "tests/unit/coordinator/analysis/compared_values.h"

namespace rung {
namespace {

using testing::ElementsAre;

LearningCurve Curve(int epochs, double offset) {
  LearningCurve curve;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    curve.push_back({.epoch = epoch, .validation_score = epoch + offset});
  }
  return curve;
}

TEST(ComparedEpochsTest, AreTheLevelsAndAFewBelow) {
  EXPECT_THAT(ComparedEpochs(std::vector{1, 3, 9, 27, 81}), ElementsAre(1, 3, 9, 27, 81));
  EXPECT_THAT(ComparedEpochs(std::vector{20}), ElementsAre(1, 2, 5, 10, 20));
  EXPECT_THAT(ComparedEpochs(std::vector{1'000'000}).size(), 19U);
}

TEST(CompareEpochsTest, FollowsTheTrialsOfEachRung) {
  const std::vector<LearningCurve> curves = {Curve(1, 0), Curve(3, 1), Curve(9, 2)};
  const auto rungs = CompareEpochs(curves, std::vector{1, 3, 9}, true);
  ASSERT_EQ(rungs.size(), 3U);
  EXPECT_THAT(ValuesOf(rungs[0]), ElementsAre("1"));
  EXPECT_EQ(rungs[0].values(0).scored_count(), 3);
  EXPECT_THAT(ValuesOf(rungs[1]), ElementsAre("1", "3"));
  EXPECT_EQ(rungs[1].values(0).scored_count(), 2);
  EXPECT_EQ(rungs[1].values(1).scored_count(), 2);
  EXPECT_DOUBLE_EQ(rungs[1].values(1).median_score(), 4.5);
  EXPECT_THAT(ValuesOf(rungs[2]), ElementsAre("1", "3", "9"));
  EXPECT_EQ(rungs[2].epochs(), 9);
  EXPECT_DOUBLE_EQ(rungs[2].values(2).best_score(), 11);
}

TEST(CompareEpochsTest, HasAGapWhereARungEndedAndNowhereElse) {
  LearningCurve curve = Curve(6, 0);
  curve[1].gap = 0.25;
  curve[5].gap = 0.5;
  const std::vector<LearningCurve> curves = {curve};
  const auto rungs = CompareEpochs(curves, std::vector{2, 6}, true);
  EXPECT_THAT(ValuesOf(rungs[1]), ElementsAre("1", "2", "6"));
  EXPECT_FALSE(rungs[1].values(0).has_median_gap());
  EXPECT_DOUBLE_EQ(rungs[1].values(1).median_gap(), 0.25);
  EXPECT_DOUBLE_EQ(rungs[1].values(2).median_gap(), 0.5);
}

TEST(CompareEpochsTest, CountsScoresThatAreNotFiniteAsDiverged) {
  const std::vector<LearningCurve> curves = {
      {{.epoch = 1, .validation_score = std::numeric_limits<double>::quiet_NaN()}}, {}};
  const auto rungs = CompareEpochs(curves, std::vector{1}, true);
  EXPECT_EQ(rungs[0].values(0).diverged_count(), 1);
  EXPECT_EQ(rungs[0].values(0).scored_count(), 0);
}

}  // namespace
}  // namespace rung
