#include "worker/mlp/spread.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "common/counter_random.h"
#include "worker/mlp/metrics.h"

namespace rung::mlp {
namespace {

std::vector<RowOutcome> RightInFourOfFive(std::size_t rows) {
  std::vector<RowOutcome> outcomes(rows);
  for (std::size_t i = 0; i < rows; ++i) outcomes[i].predicted = i % 5 == 0 ? 1 : 0;
  return outcomes;
}

// Errors with standard deviation 1 over targets with standard deviation 1.
std::vector<RowOutcome> NoisyPredictions(std::size_t rows) {
  const CounterRandom random(1, RandomPurpose::kSplit, 0, 0);
  const auto normal = [&](std::size_t index) {
    double sum = -6;
    for (std::size_t i = 0; i < 12; ++i) {
      sum += random.Uniform(static_cast<std::uint32_t>(12 * index + i));
    }
    return sum;
  };
  std::vector<RowOutcome> outcomes;
  for (std::size_t i = 0; i < rows; ++i) {
    const double error = normal(2 * i);
    outcomes.push_back({.loss = error * error,
                        .absolute_error = static_cast<float>(std::abs(error)),
                        .target = static_cast<float>(normal(2 * i + 1))});
  }
  return outcomes;
}

// The spread of a metric for seed 3 and a trial.
double SpreadOf(const std::vector<RowOutcome>& outcomes, v1::Metric metric, double target_scale,
                std::uint32_t trial = 4) {
  return Spread(outcomes.size(), /*seed=*/3, trial, [&](std::span<const std::uint32_t> drawn) {
    Measured measured;
    for (const std::uint32_t row : drawn) measured.sums.Add(outcomes[row]);
    return MetricOf(measured, metric, target_scale);
  });
}

TEST(SpreadTest, OfAccuracyIsNearThatOfABinomialShare) {
  const double expected = std::sqrt(0.8 * 0.2 / 500);
  EXPECT_NEAR(SpreadOf(RightInFourOfFive(500), v1::ACCURACY, 1), expected, 0.08 * expected);
}

TEST(SpreadTest, OfManyRowsIsAsSmallAsTheyAreMany) {
  const double expected = std::sqrt(0.8 * 0.2 / 90'000);
  EXPECT_NEAR(SpreadOf(RightInFourOfFive(90'000), v1::ACCURACY, 1), expected, 0.08 * expected);
}

TEST(SpreadTest, OfRmseIsNearThatOfNormalErrorsInTheLabelsUnit) {
  const double expected = 10 / std::sqrt(2.0 * 1000);
  EXPECT_NEAR(SpreadOf(NoisyPredictions(1000), v1::RMSE, 10), expected, 0.12 * expected);
}

TEST(SpreadTest, OfR2TakesTheVarianceOfEachSample) {
  // 1 - ratio of two variances of 1,000 normal numbers each: 2 / sqrt(1000).
  const double expected = 2 / std::sqrt(1000.0);
  EXPECT_NEAR(SpreadOf(NoisyPredictions(1000), v1::R2, 10), expected, 0.15 * expected);
}

TEST(SpreadTest, OfRowsThatAreAllAlikeIsZero) {
  EXPECT_EQ(SpreadOf(std::vector<RowOutcome>(10), v1::ACCURACY, 1), 0);
}

TEST(SpreadTest, IsAFunctionOfSeedAndTrial) {
  const std::vector<RowOutcome> outcomes = RightInFourOfFive(103);
  const double spread = SpreadOf(outcomes, v1::ACCURACY, 1);
  EXPECT_EQ(SpreadOf(outcomes, v1::ACCURACY, 1), spread);
  EXPECT_NE(SpreadOf(outcomes, v1::ACCURACY, 1, /*trial=*/5), spread);
}

}  // namespace
}  // namespace rung::mlp
