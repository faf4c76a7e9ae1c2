#include "worker/mlp/learning_rate_schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace rung::mlp {
namespace {

double Factor(v1::LearningRateSchedule schedule, int epoch, int epochs) {
  v1::Configuration configuration;
  configuration.set_learning_rate(1);
  configuration.set_learning_rate_schedule(schedule);
  configuration.set_epochs(epochs);
  return LearningRate(configuration, epoch);
}

TEST(LearningRateScheduleTest, ConstantStaysAtTheLearningRate) {
  v1::Configuration configuration;
  configuration.set_learning_rate(0.3);
  configuration.set_learning_rate_schedule(v1::CONSTANT);
  configuration.set_epochs(10);
  EXPECT_EQ(LearningRate(configuration, 1), 0.3);
  EXPECT_EQ(LearningRate(configuration, 10), 0.3);
}

TEST(LearningRateScheduleTest, CosineStartsAtOneIsHalfInTheMiddleAndEndsJustAboveZero) {
  EXPECT_EQ(Factor(v1::COSINE, 1, 80), 1);
  EXPECT_NEAR(Factor(v1::COSINE, 41, 80), 0.5, 1e-15);
  EXPECT_GT(Factor(v1::COSINE, 80, 80), 0);
  EXPECT_EQ(Factor(v1::COSINE, 1, 1), 1);
}

TEST(LearningRateScheduleTest, CosineIsTheFormulaInEveryEpoch) {
  for (int epoch = 1; epoch <= 1000; ++epoch) {
    const double truth = (1 + std::cos(std::acos(-1.0) * (epoch - 1) / 1000)) / 2;
    ASSERT_NEAR(Factor(v1::COSINE, epoch, 1000), truth, 1e-15);
  }
}

TEST(LearningRateScheduleTest, WarmupRisesEvenlyToTheSchedule) {
  v1::Configuration configuration;
  configuration.set_learning_rate(0.3);
  configuration.set_learning_rate_schedule(v1::CONSTANT);
  configuration.set_epochs(40);
  configuration.set_warmup(0.1);
  EXPECT_DOUBLE_EQ(LearningRate(configuration, 1), 0.3 / 5);
  EXPECT_DOUBLE_EQ(LearningRate(configuration, 4), 0.3 * 4 / 5);
  EXPECT_EQ(LearningRate(configuration, 5), 0.3);
  EXPECT_EQ(LearningRate(configuration, 40), 0.3);
}

TEST(LearningRateScheduleTest, StepFallsAtHalfAndAtThreeQuarters) {
  EXPECT_EQ(Factor(v1::STEP, 1, 8), 1);
  EXPECT_EQ(Factor(v1::STEP, 4, 8), 1);
  EXPECT_EQ(Factor(v1::STEP, 5, 8), 0.1);
  EXPECT_EQ(Factor(v1::STEP, 6, 8), 0.1);
  EXPECT_EQ(Factor(v1::STEP, 7, 8), 0.01);
  EXPECT_EQ(Factor(v1::STEP, 8, 8), 0.01);
  EXPECT_EQ(Factor(v1::STEP, 1, 1), 1);
  EXPECT_EQ(Factor(v1::STEP, 1000000, 1000000), 0.01);
}

}  // namespace
}  // namespace rung::mlp
