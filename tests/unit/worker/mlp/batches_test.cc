#include "worker/mlp/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "tests/unit/worker/mlp/fastest_kernels.h"

namespace rung::mlp {
namespace {

using testing::ElementsAre;

std::vector<float> RowOf(PanelView<float> view, std::size_t row) {
  std::vector<float> numbers;
  for (std::size_t j = 0; j < view.columns; ++j) numbers.push_back(view.at(row, j));
  return numbers;
}

std::vector<std::uint32_t> RowOrder(std::uint64_t seed, std::uint32_t trial, int epoch,
                                    std::size_t rows) {
  std::vector<std::uint32_t> order(rows);
  FillRowOrder(FastestKernels(), seed, trial, epoch, order);
  return order;
}

TEST(RowOrderTest, HoldsEveryRowOnce) {
  for (const std::size_t rows : {1U, 2U, 100U, 511U, 512U, 513U, 2000U}) {
    std::vector<std::uint32_t> order = RowOrder(1, 2, 3, rows);
    std::sort(order.begin(), order.end());
    for (std::uint32_t i = 0; i < rows; ++i) ASSERT_EQ(order[i], i) << rows << " rows";
  }
}

TEST(RowOrderTest, PutsEveryRowAtEveryPlaceEquallyOften) {
  constexpr int kEpochs = 6000;
  std::array<std::array<int, 6>, 6> counts{};
  for (int epoch = 1; epoch <= kEpochs; ++epoch) {
    const std::vector<std::uint32_t> order = RowOrder(1, 2, epoch, 6);
    for (std::size_t place = 0; place < 6; ++place) ++counts[place][order[place]];
  }
  for (const auto& place : counts) {
    for (const int count : place) EXPECT_NEAR(count, kEpochs / 6, 120);  // 4 standard deviations
  }
}

TEST(RowOrderTest, IsAFunctionOfSeedTrialAndEpoch) {
  EXPECT_EQ(RowOrder(1, 2, 3, 100), RowOrder(1, 2, 3, 100));
  EXPECT_NE(RowOrder(1, 2, 3, 100), RowOrder(2, 2, 3, 100));
  EXPECT_NE(RowOrder(1, 2, 3, 100), RowOrder(1, 3, 3, 100));
  EXPECT_NE(RowOrder(1, 2, 3, 100), RowOrder(1, 2, 4, 100));
}

TEST(GatherRowsTest, BringsFeaturesAndStandardisedTargetsInTheChosenOrder) {
  const PreparedPart part{.rows = 3,
                          .inputs = 2,
                          .features = {1, 2, 3, 4, 5, 6},
                          .classes = {},
                          .targets = {10, 20, 30}};
  AlignedVector<float> features(PanelSize(2, 2));
  LabelBatch labels(2);
  GatherRows(FastestKernels(), part, {.mean = 20, .deviation = 5}, std::vector<std::uint32_t>{2, 0},
             {features.data(), 2, 2}, labels);
  EXPECT_THAT(RowOf({features.data(), 2, 2}, 0), ElementsAre(5, 6));
  EXPECT_THAT(RowOf({features.data(), 2, 2}, 1), ElementsAre(1, 2));
  EXPECT_THAT(labels.targets, ElementsAre(2, -2));
}

TEST(GatherRowsTest, SpreadsWideRowsOverPanels) {
  PreparedPart part{.rows = 3, .inputs = 37, .features = {}, .classes = {0, 0, 0}, .targets = {}};
  for (int i = 0; i < 3 * 37; ++i) part.features.push_back(static_cast<float>(i));
  AlignedVector<float> features(PanelSize(2, 37));
  LabelBatch labels(2);
  const PanelView<float> view{features.data(), 2, 37};
  GatherRows(FastestKernels(), part, {}, std::vector<std::uint32_t>{2, 1}, view, labels);
  for (std::size_t j = 0; j < 37; ++j) {
    EXPECT_EQ(view.at(0, j), 2 * 37 + static_cast<float>(j));
    EXPECT_EQ(view.at(1, j), 37 + static_cast<float>(j));
  }
}

TEST(GatherRowsTest, BringsClassesToo) {
  const PreparedPart part{
      .rows = 3, .inputs = 1, .features = {1, 2, 3}, .classes = {0, 4, 7}, .targets = {}};
  AlignedVector<float> features(PanelSize(2, 1));
  LabelBatch labels(2);
  GatherRows(FastestKernels(), part, {}, std::vector<std::uint32_t>{1, 2}, {features.data(), 2, 1},
             labels);
  EXPECT_THAT(RowOf({features.data(), 2, 1}, 0), ElementsAre(2));
  EXPECT_THAT(RowOf({features.data(), 2, 1}, 1), ElementsAre(3));
  EXPECT_THAT(labels.classes, ElementsAre(4, 7));
}

}  // namespace
}  // namespace rung::mlp
