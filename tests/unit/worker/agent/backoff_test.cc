#include "worker/agent/backoff.h"

#include <gtest/gtest.h>

#include <climits>

namespace rung {
namespace {

using namespace std::chrono_literals;

TEST(BackoffDelayTest, DoublesItsBoundFromTheFirstToTheLongest) {
  EXPECT_EQ(BackoffDelay(1, 0.5), 50ms);
  EXPECT_EQ(BackoffDelay(2, 0.5), 100ms);
  EXPECT_EQ(BackoffDelay(5, 0.5), 800ms);
  EXPECT_EQ(BackoffDelay(6, 0.5), 1'000ms);
  EXPECT_EQ(BackoffDelay(INT_MAX, 0.5), 1'000ms);
}

TEST(BackoffDelayTest, IsSpreadOverAllOfTheRange) {
  EXPECT_EQ(BackoffDelay(3, 0.0), 0ms);
  EXPECT_EQ(BackoffDelay(3, 0.999999), 399ms);
}

TEST(BackoffDelayTest, KeepsToTheRangeThatIsPassedIn) {
  const BackoffRange range{.first = 1'000ms, .longest = 60'000ms};
  EXPECT_EQ(BackoffDelay(1, 0.5, range), 500ms);
  EXPECT_EQ(BackoffDelay(10, 0.5, range), 30'000ms);
}

}  // namespace
}  // namespace rung
