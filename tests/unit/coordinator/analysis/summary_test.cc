#include "coordinator/analysis/summary.h"

#include <gtest/gtest.h>

#include <vector>

namespace rung {
namespace {

TEST(QuantileTest, InterpolatesBetweenNeighbours) {
  const std::vector<double> numbers = {1, 2, 4, 8};
  EXPECT_DOUBLE_EQ(Quantile(numbers, 0), 1);
  EXPECT_DOUBLE_EQ(Quantile(numbers, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(Quantile(numbers, 0.5), 3);
  EXPECT_DOUBLE_EQ(Quantile(numbers, 1), 8);
  EXPECT_DOUBLE_EQ(Quantile(std::vector<double>{5}, 0.75), 5);
}

TEST(SummarizeTest, GivesQuartilesBestAndCounts) {
  const auto row = Summarize("relu", {{0.8, 0.2, 0.4, 0.6, 1.0}, {0.1, 0.3, 0.2}, 2, 1}, true);
  EXPECT_EQ(row.value(), "relu");
  EXPECT_EQ(row.scored_count(), 5);
  EXPECT_EQ(row.diverged_count(), 2);
  EXPECT_EQ(row.failed_count(), 1);
  EXPECT_DOUBLE_EQ(row.lower_quartile(), 0.4);
  EXPECT_DOUBLE_EQ(row.median_score(), 0.6);
  EXPECT_DOUBLE_EQ(row.upper_quartile(), 0.8);
  EXPECT_DOUBLE_EQ(row.best_score(), 1.0);
  EXPECT_DOUBLE_EQ(row.median_gap(), 0.2);
}

TEST(SummarizeTest, TakesTheLeastAsBestWhereLowerIsBetter) {
  EXPECT_DOUBLE_EQ(Summarize("3", {{3, 1, 2}, {0, 0, 0}, 0, 0}, false).best_score(), 1);
}

TEST(SummarizeTest, HasCountsAloneWhereNothingWasScored) {
  const auto row = Summarize("3", {{}, {}, 4, 0}, true);
  EXPECT_EQ(row.diverged_count(), 4);
  EXPECT_EQ(row.median_score(), 0);
}

}  // namespace
}  // namespace rung
