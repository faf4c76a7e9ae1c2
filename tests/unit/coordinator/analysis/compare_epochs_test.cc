#include "coordinator/analysis/compare_epochs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace rung {
namespace {

using testing::ElementsAre;

LearningCurve Curve(int epochs, double offset) {
  LearningCurve curve;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    curve.push_back({epoch, epoch + offset + 0.5, epoch + offset});
  }
  return curve;
}

std::vector<std::string> ValuesOf(const v1::RungComparison& comparison) {
  std::vector<std::string> values;
  for (const auto& row : comparison.values()) values.push_back(row.value());
  return values;
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

TEST(CompareEpochsTest, TurnsTheGapWithTheDirection) {
  const std::vector<LearningCurve> curves = {Curve(1, 0)};
  EXPECT_DOUBLE_EQ(CompareEpochs(curves, std::vector{1}, true)[0].values(0).median_gap(), 0.5);
  EXPECT_DOUBLE_EQ(CompareEpochs(curves, std::vector{1}, false)[0].values(0).median_gap(), -0.5);
}

TEST(CompareEpochsTest, CountsScoresThatAreNotFiniteAsDiverged) {
  const std::vector<LearningCurve> curves = {{{1, 0.1, std::numeric_limits<double>::quiet_NaN()}},
                                             {}};
  const auto rungs = CompareEpochs(curves, std::vector{1}, true);
  EXPECT_EQ(rungs[0].values(0).diverged_count(), 1);
  EXPECT_EQ(rungs[0].values(0).scored_count(), 0);
}

}  // namespace
}  // namespace rung
