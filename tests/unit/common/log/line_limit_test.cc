#include "common/log/line_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace rung {
namespace {

using std::chrono::milliseconds;
using testing::Eq;
using testing::Optional;

TEST(LineLimitTest, LetsOneThroughASecondAndCountsTheOthers) {
  const LineLimit::Time start;
  LineLimit limit;
  EXPECT_THAT(limit.Pass(start), Optional(Eq(0)));
  EXPECT_EQ(limit.Pass(start), std::nullopt);
  EXPECT_EQ(limit.Pass(start + milliseconds(999)), std::nullopt);
  EXPECT_THAT(limit.Pass(start + milliseconds(1000)), Optional(Eq(2)));
  EXPECT_EQ(limit.Pass(start + milliseconds(1999)), std::nullopt);
  EXPECT_THAT(limit.Pass(start + milliseconds(3000)), Optional(Eq(1)));
}

}  // namespace
}  // namespace rung
