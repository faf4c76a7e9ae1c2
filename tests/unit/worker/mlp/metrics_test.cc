#include "worker/mlp/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <vector>

#include "common/metric.h"
#include "common/spec/enum_names.h"

namespace rung::mlp {
namespace {

using testing::DoubleEq;
using testing::Pair;
using testing::UnorderedElementsAre;

Measured MeasuredOf(const std::vector<RowOutcome>& outcomes, std::int32_t classes = 0) {
  Measured measured{.sums = MetricSums(classes), .area_under_curve = std::nullopt};
  measured.sums.Add(outcomes);
  return measured;
}

TEST(MetricsTest, OfClassificationAreAsComputedByHand) {
  // Class 0: 3 rows, 2 of them right, 2 predictions. Class 1: 1 row, right, of 2 predictions.
  Measured measured = MeasuredOf({{.loss = 0.5, .label = 0, .predicted = 0},
                                  {.loss = 1.5, .label = 0, .predicted = 1},
                                  {.loss = 0.25, .label = 1, .predicted = 1},
                                  {.loss = 0.75, .label = 0, .predicted = 0}},
                                 /*classes=*/2);
  measured.area_under_curve = 0.875;
  EXPECT_THAT(MetricsOf(measured, v1::CLASSIFICATION, 1).values(),
              UnorderedElementsAre(Pair("accuracy", 0.75),
                                   Pair("balanced_accuracy", DoubleEq((2.0 / 3 + 1) / 2)),
                                   Pair("macro_f1", DoubleEq((4.0 / 5 + 2.0 / 3) / 2)),
                                   Pair("log_loss", 0.75), Pair("auc", 0.875)));
  EXPECT_EQ(MeanLoss(measured.sums), 0.75);
}

TEST(MetricsTest, LeaveOutAucWhereItWasNotMeasured) {
  const Measured measured = MeasuredOf({{.loss = 1, .label = 1, .predicted = 1}}, /*classes=*/2);
  EXPECT_FALSE(MetricsOf(measured, v1::CLASSIFICATION, 1).values().contains("auc"));
}

TEST(MetricsTest, AClassWithoutRowsCountsInMacroF1OnlyIfItIsPredicted) {
  const RowOutcome right{.label = 0, .predicted = 0};
  const RowOutcome wrong{.label = 0, .predicted = 1};
  const Measured unseen = MeasuredOf({right, right}, /*classes=*/3);
  EXPECT_EQ(MetricOf(unseen, v1::BALANCED_ACCURACY, 1), 1);
  EXPECT_EQ(MetricOf(unseen, v1::MACRO_F1, 1), 1);
  const Measured predicted = MeasuredOf({right, wrong}, /*classes=*/3);
  EXPECT_EQ(MetricOf(predicted, v1::BALANCED_ACCURACY, 1), 0.5);
  EXPECT_DOUBLE_EQ(MetricOf(predicted, v1::MACRO_F1, 1), (2.0 / 3 + 0) / 2);
}

TEST(MetricsTest, OfRegressionAreInTheLabelsUnit) {
  // Targets 1, 2, 3 with predictions 1, 3, 1, in standard deviations of 10.
  const Measured measured = MeasuredOf({{.loss = 0, .absolute_error = 0, .target = 1},
                                        {.loss = 1, .absolute_error = 1, .target = 2},
                                        {.loss = 4, .absolute_error = 2, .target = 3}});
  EXPECT_THAT(MetricsOf(measured, v1::REGRESSION, 10).values(),
              UnorderedElementsAre(Pair("rmse", DoubleEq(10 * std::sqrt(5.0 / 3))),
                                   Pair("mae", DoubleEq(10)), Pair("r2", DoubleEq(1 - 5.0 / 2))));
}

TEST(MetricsTest, R2OfEqualLabelsIsOneWithoutErrorOtherwiseZero) {
  const RowOutcome right{.loss = 0, .target = 0.3F};
  const RowOutcome wrong{.loss = 1, .absolute_error = 1, .target = 0.3F};
  EXPECT_EQ(MetricOf(MeasuredOf({right, right, right}), v1::R2, 1), 1);
  EXPECT_EQ(MetricOf(MeasuredOf({right, wrong, right}), v1::R2, 1), 0);
}

TEST(MetricTest, SharesAndR2AloneAreBetterWhenHigher) {
  EXPECT_TRUE(HigherIsBetter(v1::ACCURACY));
  EXPECT_TRUE(HigherIsBetter(v1::BALANCED_ACCURACY));
  EXPECT_TRUE(HigherIsBetter(v1::MACRO_F1));
  EXPECT_TRUE(HigherIsBetter(v1::AUC));
  EXPECT_TRUE(HigherIsBetter(v1::R2));
  EXPECT_FALSE(HigherIsBetter(v1::LOG_LOSS));
  EXPECT_FALSE(HigherIsBetter(v1::RMSE));
  EXPECT_FALSE(HigherIsBetter(v1::MAE));
}

TEST(MetricTest, EveryMetricHasItsNameAndMeasuresOneObjective) {
  for (int number = 1; v1::Metric_IsValid(number); ++number) {
    const auto metric = static_cast<v1::Metric>(number);
    EXPECT_EQ(MetricName(metric), EnumName(metric));
    EXPECT_NE(Measures(metric, v1::CLASSIFICATION), Measures(metric, v1::REGRESSION))
        << MetricName(metric);
    EXPECT_FALSE(Measures(metric, v1::OBJECTIVE_UNSPECIFIED));
  }
  EXPECT_EQ(MetricName(v1::METRIC_UNSPECIFIED), "");
}

}  // namespace
}  // namespace rung::mlp
