#include "common/edit_distance.h"

#include <gtest/gtest.h>

namespace rung {
namespace {

TEST(EditDistanceTest, CountsInsertedDeletedAndChangedLetters) {
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3U);
  EXPECT_EQ(EditDistance("", "abc"), 3U);
  EXPECT_EQ(EditDistance("abc", ""), 3U);
  EXPECT_EQ(EditDistance("same", "same"), 0U);
}

TEST(EditDistanceTest, IsTheSameBothWays) {
  EXPECT_EQ(EditDistance("flower", "flow"), EditDistance("flow", "flower"));
}

TEST(EditDistanceTest, TakesUpperAndLowerCaseForTheSame) {
  EXPECT_EQ(EditDistance("Relu", "RELU"), 0U);
}

}  // namespace
}  // namespace rung
