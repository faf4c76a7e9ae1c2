#include "worker/mlp/elementary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

#include "worker/mlp/activation.h"

namespace rung::mlp {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

double RelativeError(double value, double truth) {
  return truth == 0 ? std::abs(value) : std::abs(value - truth) / std::abs(truth);
}

TEST(ElementaryTest, ExpOfFloatsIsWithin2e7OfTheTruth) {
  double worst = 0;
  for (float x = -87; x <= 87; x += 0.00137F) {
    worst = std::max(worst, RelativeError(static_cast<double>(Exp(x)), std::exp(double{x})));
  }
  EXPECT_LT(worst, 2e-7);
}

TEST(ElementaryTest, ExpOfDoublesIsWithin1e15OfTheTruth) {
  double worst = 0;
  for (double x = -708; x <= 708; x += 0.0137) {
    worst = std::max(worst, RelativeError(Exp(x), std::exp(x)));
  }
  EXPECT_LT(worst, 1e-15);
}

TEST(ElementaryTest, ExpIsExactAtZeroAndHeldBeyondItsRange) {
  EXPECT_EQ(Exp(0.0F), 1.0F);
  EXPECT_EQ(Exp(-1e30F), Exp(-87.0F));
  EXPECT_EQ(Exp(1e30F), Exp(87.0F));
  EXPECT_EQ(Exp(-std::numeric_limits<float>::infinity()), Exp(-87.0F));
}

TEST(ElementaryTest, TanhOfFloatsIsWithin4e7OfTheTruthDownToTheSmallest) {
  double worst = 0;
  for (float x = 1e-30F; x < 20; x *= 1.0007F) {
    worst = std::max(worst, RelativeError(static_cast<double>(Tanh(x)), std::tanh(double{x})));
    ASSERT_EQ(Tanh(-x), -Tanh(x));
    ASSERT_LE(Tanh(x), 1.0F);
  }
  EXPECT_LT(worst, 4e-7);
}

TEST(ElementaryTest, TanhOfDoublesIsWithin1e15OfTheTruth) {
  double worst = 0;
  for (double x = 1e-30; x < 30; x *= 1.0007) {
    worst = std::max(worst, RelativeError(Tanh(x), std::tanh(x)));
  }
  EXPECT_LT(worst, 1e-15);
}

TEST(ElementaryTest, LogIsWithin1e15OfTheTruth) {
  double worst = 0;
  for (double x = 1e-300; x < 1e300; x *= 1.037) {
    const double truth = std::log(x);
    worst = std::max(worst, std::abs(Log(x) - truth) / std::max(1.0, std::abs(truth)));
  }
  EXPECT_LT(worst, 1e-15);
  EXPECT_EQ(Log(1), 0);
}

TEST(ElementaryTest, NotANumberGoesInAndOut) {
  EXPECT_TRUE(std::isnan(Exp(kNan)));
  EXPECT_TRUE(std::isnan(Tanh(kNan)));
  EXPECT_TRUE(std::isnan(Log(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_FALSE(std::isfinite(Log(std::numeric_limits<double>::infinity())));
}

// The activations run over whole vectors and a rest; both must agree.
TEST(ElementaryTest, EveryPositionOfARowGivesTheSameBits) {
  for (const v1::Activation activation : {v1::RELU, v1::TANH, v1::SIGMOID}) {
    for (float x = -20; x < 20; x += 0.0173F) {
      std::vector<float> row(23, x);
      const std::vector<float> bias(row.size(), 0.25F);
      AddBiasAndActivate<float>(activation, bias.data(), {row.data(), 1, row.size()});
      for (const float value : row) {
        ASSERT_EQ(std::bit_cast<std::uint32_t>(value), std::bit_cast<std::uint32_t>(row[0]));
      }
    }
  }
}

TEST(ElementaryTest, ActivationsHideNoDivergence) {
  for (const v1::Activation activation : {v1::RELU, v1::TANH, v1::SIGMOID}) {
    float value = kNan;
    const float bias = 0;
    AddBiasAndActivate<float>(activation, &bias, {&value, 1, 1});
    EXPECT_TRUE(std::isnan(value)) << v1::Activation_Name(activation);
  }
}

}  // namespace
}  // namespace rung::mlp
