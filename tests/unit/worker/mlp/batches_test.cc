#include "worker/mlp/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace rung::mlp {
namespace {

using testing::ElementsAre;

TEST(RowOrderTest, HoldsEveryRowOnce) {
  std::vector<std::uint32_t> order = RowOrder(1, 2, 3, 100);
  std::sort(order.begin(), order.end());
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(order[i], i);
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
  std::vector<float> features(4);
  LabelBatch labels(2);
  GatherRows(part, {.mean = 20, .deviation = 5}, std::vector<std::uint32_t>{2, 0},
             {features.data(), 2, 2}, labels);
  EXPECT_THAT(features, ElementsAre(5, 6, 1, 2));
  EXPECT_THAT(labels.targets, ElementsAre(2, -2));
}

TEST(CopyRowsTest, BringsConsecutiveRowsAndTheirClasses) {
  const PreparedPart part{
      .rows = 3, .inputs = 1, .features = {1, 2, 3}, .classes = {0, 4, 7}, .targets = {}};
  std::vector<float> features(2);
  LabelBatch labels(2);
  CopyRows(part, {}, 1, {features.data(), 2, 1}, labels);
  EXPECT_THAT(features, ElementsAre(2, 3));
  EXPECT_THAT(labels.classes, ElementsAre(4, 7));
}

}  // namespace
}  // namespace rung::mlp
