#include "worker/mlp/dropout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace rung::mlp {
namespace {

constexpr MaskPlace kPlace{.seed = 3, .trial = 5, .epoch = 2, .layer = 1};

std::vector<float> Mask(const MaskPlace& place, std::size_t position, std::size_t rows,
                        double dropout = 0.3, std::size_t units = 13) {
  std::vector<float> mask(rows * units, -1);
  FillDropoutMask(place, position, dropout, {mask.data(), rows, units});
  return mask;
}

TEST(DropoutTest, DropsItsShareAndScalesTheRest) {
  const std::vector<float> mask = Mask(kPlace, 0, 2000);
  const auto dropped = std::count(mask.begin(), mask.end(), 0.0F);
  const auto kept = std::count(mask.begin(), mask.end(), static_cast<float>(1 / 0.7));
  EXPECT_EQ(static_cast<std::size_t>(dropped + kept), mask.size());
  EXPECT_NEAR(static_cast<double>(dropped) / static_cast<double>(mask.size()), 0.3, 0.01);
}

TEST(DropoutTest, IsAFunctionOfThePositionNotOfTheBatch) {
  std::vector<float> halves = Mask(kPlace, 0, 5);
  const std::vector<float> second = Mask(kPlace, 5, 7);
  halves.insert(halves.end(), second.begin(), second.end());
  EXPECT_EQ(halves, Mask(kPlace, 0, 12));
}

TEST(DropoutTest, DiffersBySeedTrialEpochAndLayer) {
  const std::vector<float> mask = Mask(kPlace, 0, 20);
  MaskPlace other = kPlace;
  other.seed = 4;
  EXPECT_NE(Mask(other, 0, 20), mask);
  other = kPlace;
  other.trial = 6;
  EXPECT_NE(Mask(other, 0, 20), mask);
  other = kPlace;
  other.epoch = 3;
  EXPECT_NE(Mask(other, 0, 20), mask);
  other = kPlace;
  other.layer = 0;
  EXPECT_NE(Mask(other, 0, 20), mask);
}

}  // namespace
}  // namespace rung::mlp
