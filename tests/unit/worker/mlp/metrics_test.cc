#include "worker/mlp/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "common/metric.h"

namespace rung::mlp {
namespace {

using testing::DoubleEq;
using testing::Pair;
using testing::UnorderedElementsAre;

MetricSums SumsOf(const std::vector<RowOutcome>& outcomes) {
  MetricSums sums;
  sums.Add(outcomes);
  return sums;
}

TEST(MetricsTest, OfClassificationAreAsComputedByHand) {
  const MetricSums sums = SumsOf({{.loss = 0.5, .correct = 1},
                                  {.loss = 1.5, .correct = 0},
                                  {.loss = 0.25, .correct = 1},
                                  {.loss = 0.75, .correct = 1}});
  EXPECT_THAT(MetricsOf(sums, v1::CLASSIFICATION, 1).values(),
              UnorderedElementsAre(Pair("accuracy", 0.75), Pair("log_loss", 0.75)));
  EXPECT_EQ(MeanLoss(sums), 0.75);
}

TEST(MetricsTest, OfRegressionAreInTheLabelsUnit) {
  // Targets 1, 2, 3 with predictions 1, 3, 1, in standard deviations of 10.
  const MetricSums sums = SumsOf({{.loss = 0, .absolute_error = 0, .target = 1},
                                  {.loss = 1, .absolute_error = 1, .target = 2},
                                  {.loss = 4, .absolute_error = 2, .target = 3}});
  EXPECT_THAT(MetricsOf(sums, v1::REGRESSION, 10).values(),
              UnorderedElementsAre(Pair("rmse", DoubleEq(10 * std::sqrt(5.0 / 3))),
                                   Pair("mae", DoubleEq(10)), Pair("r2", DoubleEq(1 - 5.0 / 2))));
}

TEST(MetricsTest, R2OfEqualLabelsIsOneWithoutErrorOtherwiseZero) {
  const RowOutcome right{.loss = 0, .target = 0.3F};
  const RowOutcome wrong{.loss = 1, .absolute_error = 1, .target = 0.3F};
  EXPECT_EQ(MetricOf(SumsOf({right, right, right}), v1::R2, 1), 1);
  EXPECT_EQ(MetricOf(SumsOf({right, wrong, right}), v1::R2, 1), 0);
}

TEST(MetricTest, AccuracyAndR2AloneAreBetterWhenHigher) {
  EXPECT_TRUE(HigherIsBetter(v1::ACCURACY));
  EXPECT_TRUE(HigherIsBetter(v1::R2));
  EXPECT_FALSE(HigherIsBetter(v1::LOG_LOSS));
  EXPECT_FALSE(HigherIsBetter(v1::RMSE));
  EXPECT_FALSE(HigherIsBetter(v1::MAE));
}

TEST(MetricTest, EveryMetricHasItsName) {
  EXPECT_EQ(MetricName(v1::ACCURACY), "accuracy");
  EXPECT_EQ(MetricName(v1::LOG_LOSS), "log_loss");
  EXPECT_EQ(MetricName(v1::RMSE), "rmse");
  EXPECT_EQ(MetricName(v1::MAE), "mae");
  EXPECT_EQ(MetricName(v1::R2), "r2");
  EXPECT_EQ(MetricName(v1::METRIC_UNSPECIFIED), "");
}

}  // namespace
}  // namespace rung::mlp
