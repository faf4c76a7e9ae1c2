#include "worker/mlp/kernels/elementary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "worker/mlp/kernels/instruction_sets.h"
#include "worker/mlp/matrix.h"

namespace rung::mlp::RUNG_KERNELS {
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

TEST(ElementaryTest, ExpMinusOneKeepsItsDigitsNearZero) {
  double worst = 0;
  for (float x = -1e-20F; x > -80; x *= 1.0007F) {
    const auto value = static_cast<double>(ExpMinusOne(x));
    worst = std::max(worst, RelativeError(value, std::expm1(double{x})));
  }
  EXPECT_LT(worst, 4e-7);
}

TEST(ElementaryTest, LogOfOnePlusIsNearTheTruthDownToTheSmallest) {
  double worst = 0;
  double worst_of_doubles = 0;
  for (float x = 1e-30F; x < 1e6F; x *= 1.0007F) {
    const double truth = std::log1p(double{x});
    worst = std::max(worst, RelativeError(static_cast<double>(LogOnePlus(x)), truth));
    worst_of_doubles = std::max(worst_of_doubles, RelativeError(LogOnePlus(double{x}), truth));
  }
  EXPECT_LT(worst, 4e-7);
  EXPECT_LT(worst_of_doubles, 4e-15);
  EXPECT_EQ(LogOnePlus(0.0F), 0);
}

TEST(ElementaryTest, NotANumberGoesInAndOut) {
  EXPECT_TRUE(std::isnan(Exp(kNan)));
  EXPECT_TRUE(std::isnan(Tanh(kNan)));
  EXPECT_TRUE(std::isnan(ExpMinusOne(kNan)));
  EXPECT_TRUE(std::isnan(LogOnePlus(kNan)));
  EXPECT_FALSE(std::isfinite(LogOnePlus(std::numeric_limits<float>::infinity())));
}

}  // namespace
}  // namespace rung::mlp::RUNG_KERNELS
