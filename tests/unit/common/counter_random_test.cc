#include "common/counter_random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace rung {
namespace {

using testing::ElementsAre;

// From the known answers that come with Random123 for philox4x32-10.
TEST(CounterRandomTest, IsPhiloxOfTheCounterAndTheSeed) {
  const CounterRandom zeros(0, static_cast<RandomPurpose>(0), 0, 0);
  EXPECT_THAT(zeros.Block(0), ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  const CounterRandom ones(~std::uint64_t{0}, static_cast<RandomPurpose>(0xffffffff), 0xffffffff,
                           0xffffffff);
  EXPECT_THAT(ones.Block(0xffffffff), ElementsAre(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
  const CounterRandom pi(0x299f31d0a4093822, static_cast<RandomPurpose>(0x03707344), 0x13198a2e,
                         0x85a308d3);
  EXPECT_THAT(pi.Block(0x243f6a88), ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

TEST(CounterRandomTest, GivesTheSameNumberAtTheSamePlaceInAnyOrder) {
  const CounterRandom random(7, RandomPurpose::kDropout, 3, 9);
  const double late = random.Uniform(1000);
  random.Uniform(5);
  EXPECT_EQ(random.Uniform(1000), late);
  EXPECT_EQ(CounterRandom(7, RandomPurpose::kDropout, 3, 9).Uniform(1000), late);
}

TEST(CounterRandomTest, GivesOtherNumbersForEachSeedPurposeTrialStepAndIndex) {
  const std::set<std::uint64_t> numbers = {
      CounterRandom(1, RandomPurpose::kSplit, 1, 1).Bits(1),
      CounterRandom(2, RandomPurpose::kSplit, 1, 1).Bits(1),
      CounterRandom(1, RandomPurpose::kDropout, 1, 1).Bits(1),
      CounterRandom(1, RandomPurpose::kSplit, 2, 1).Bits(1),
      CounterRandom(1, RandomPurpose::kSplit, 1, 2).Bits(1),
      CounterRandom(1, RandomPurpose::kSplit, 1, 1).Bits(2),
  };
  EXPECT_EQ(numbers.size(), 6U);
}

TEST(CounterRandomTest, KeepsUniformNumbersBelowOneWithTheirMeanAtAHalf) {
  const CounterRandom random(11, RandomPurpose::kConfiguration, 0, 0);
  double sum = 0;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const double number = random.Uniform(i);
    ASSERT_GE(number, 0);
    ASSERT_LT(number, 1);
    sum += number;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.015);  // five standard errors
}

TEST(CounterRandomTest, HitsEveryNumberBelowABoundAboutEquallyOften) {
  const CounterRandom random(11, RandomPurpose::kBootstrap, 0, 0);
  std::array<int, 6> counts{};
  for (std::uint32_t i = 0; i < 6'000; ++i) ++counts.at(random.Below(i, 6));
  for (const int count : counts) EXPECT_NEAR(count, 1'000, 150);
  EXPECT_EQ(random.Below(0, 1), 0U);
}

TEST(CounterRandomTest, PermutesEachNumberOnce) {
  auto order = CounterRandom(5, RandomPurpose::kRowOrder, 0, 1).Permutation(1'000);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::uint32_t i = 0; i < 1'000; ++i) ASSERT_EQ(order[i], i);
  EXPECT_TRUE(CounterRandom(5, RandomPurpose::kRowOrder, 0, 1).Permutation(0).empty());
}

}  // namespace
}  // namespace rung
