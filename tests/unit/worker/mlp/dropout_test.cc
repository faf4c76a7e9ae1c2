#include "worker/mlp/dropout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/unit/worker/mlp/fastest_kernels.h"

namespace rung::mlp {
namespace {

constexpr MaskPlace kPlace{.seed = 3, .trial = 5, .epoch = 2, .layer = 1};

std::vector<float> Mask(const MaskPlace& place, std::size_t position, std::size_t rows,
                        double dropout = 0.3, std::size_t units = 13) {
  std::vector<float> panels(PanelSize(rows, units), -1);
  const PanelView<float> view{panels.data(), rows, units};
  FillDropoutMask(FastestKernels(), place, position, dropout, view);
  std::vector<float> mask;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < units; ++j) mask.push_back(view.at(i, j));
  }
  return mask;
}

TEST(DropoutTest, DropsItsShareAndScalesTheRest) {
  const std::vector<float> mask = Mask(kPlace, 0, 2000);
  const auto dropped = std::count(mask.begin(), mask.end(), 0.0F);
  const auto kept = std::count(mask.begin(), mask.end(), static_cast<float>(1 / 0.7));
  EXPECT_EQ(static_cast<std::size_t>(dropped + kept), mask.size());
  EXPECT_NEAR(static_cast<double>(dropped) / static_cast<double>(mask.size()), 0.3, 0.01);
}

TEST(DropoutTest, OfWideLayersDropsEachUnitOnItsOwn) {
  const std::vector<float> mask = Mask(kPlace, 0, 500, 0.5, 70);
  for (std::size_t unit = 0; unit < 70; ++unit) {
    int dropped = 0;
    int with_next = 0;
    for (std::size_t row = 0; row < 500; ++row) {
      dropped += mask[row * 70 + unit] == 0 ? 1 : 0;
      with_next += mask[row * 70 + unit] == mask[row * 70 + (unit + 16) % 70] ? 1 : 0;
    }
    EXPECT_NEAR(dropped, 250, 50);
    EXPECT_NEAR(with_next, 250, 50);
  }
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
