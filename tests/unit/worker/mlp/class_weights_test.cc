#include "worker/mlp/class_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rung::mlp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::int32_t> kClasses = {0, 2, 0, 0, 2, 0};

TEST(ClassWeightsTest, BalancedMakesEveryClassWeighTheSame) {
  // 6 rows over 3 classes: 2 a class were even.
  EXPECT_THAT(ClassWeights(v1::BALANCED, kClasses, 3), ElementsAre(0.5F, 0, 1));
}

TEST(ClassWeightsTest, EqualNeedsNone) {
  EXPECT_THAT(ClassWeights(v1::EQUAL, kClasses, 3), IsEmpty());
}

TEST(ClassWeightsTest, RegressionHasNone) {
  EXPECT_THAT(ClassWeights(v1::BALANCED, {}, 1), IsEmpty());
}

}  // namespace
}  // namespace rung::mlp
