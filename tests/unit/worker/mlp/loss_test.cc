#include "worker/mlp/loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace rung::mlp {
namespace {

TEST(LossTest, CrossEntropyOfOneRowIsAsComputedByHand) {
  std::vector<double> logits = {std::log(1.0), std::log(2.0), std::log(5.0)};
  std::vector<RowOutcome> outcomes(1);
  CrossEntropy<double>({logits.data(), 1, 3}, std::vector<std::int32_t>{1}, outcomes);
  EXPECT_NEAR(outcomes[0].loss, std::log(4.0), 1e-15);
  EXPECT_EQ(outcomes[0].correct, 0);
  EXPECT_NEAR(logits[0], 0.125, 1e-15);
  EXPECT_NEAR(logits[1], 0.25 - 1, 1e-15);
  EXPECT_NEAR(logits[2], 0.625, 1e-15);
}

TEST(LossTest, CrossEntropyOfHugeLogitsIsFinite) {
  std::vector<float> logits = {3e38F, -3e37F, 1e4F, -1e4F};
  std::vector<RowOutcome> outcomes(2);
  CrossEntropy<float>({logits.data(), 2, 2}, std::vector<std::int32_t>{0, 1}, outcomes);
  EXPECT_NEAR(outcomes[0].loss, 0, 1e-15);
  EXPECT_EQ(outcomes[0].correct, 1);
  EXPECT_FLOAT_EQ(static_cast<float>(outcomes[1].loss), 2e4F);
}

TEST(LossTest, OfEquallyProbableClassesTheFirstIsPredicted) {
  std::vector<float> logits = {1, 1, 1, 1};
  std::vector<RowOutcome> outcomes(2);
  CrossEntropy<float>({logits.data(), 2, 2}, std::vector<std::int32_t>{0, 1}, outcomes);
  EXPECT_EQ(outcomes[0].correct, 1);
  EXPECT_EQ(outcomes[1].correct, 0);
}

TEST(LossTest, ALogitThatIsNotFiniteShowsInTheLoss) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> logits = {0, bad};
    std::vector<RowOutcome> outcomes(1);
    CrossEntropy<float>({logits.data(), 1, 2}, std::vector<std::int32_t>{0}, outcomes);
    EXPECT_FALSE(std::isfinite(outcomes[0].loss));
  }
}

TEST(LossTest, SquaredErrorIsAsComputedByHand) {
  std::vector<float> outputs = {1, -2};
  std::vector<RowOutcome> outcomes(2);
  SquaredError<float>({outputs.data(), 2, 1}, std::vector<float>{3, -2.5F}, outcomes);
  EXPECT_EQ(outcomes[0].loss, 4);
  EXPECT_EQ(outcomes[0].absolute_error, 2);
  EXPECT_EQ(outcomes[0].target, 3);
  EXPECT_EQ(outcomes[1].loss, 0.25);
  EXPECT_EQ(outputs[0], -2);
  EXPECT_EQ(outputs[1], 0.5);
}

}  // namespace
}  // namespace rung::mlp
