#include "coordinator/schedule/promoted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace rung {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RungScore Scored(std::int64_t trial, double score) { return {trial, false, score}; }
RungScore Diverged(std::int64_t trial) { return {trial, true, 0}; }

TEST(PromotedTest, AreTheBestBestFirst) {
  const std::vector<RungScore> rung = {Scored(0, 3), Scored(1, 1), Scored(2, 2), Scored(3, 4)};
  EXPECT_THAT(Promoted(rung, 2), ElementsAre(1, 2));
  EXPECT_THAT(Promoted(rung, 0), IsEmpty());
}

TEST(PromotedTest, TiesGoToTheLowerTrialAndExactlyKeepGoOn) {
  const std::vector<RungScore> rung = {Scored(9, 1), Scored(4, 1), Scored(7, 1), Scored(2, 1)};
  EXPECT_THAT(Promoted(rung, 3), ElementsAre(2, 4, 7));
}

TEST(PromotedTest, NeverHoldsATrialThatDivergedOrFailed) {
  const std::vector<RungScore> rung = {Diverged(0), Scored(1, 1e300), Diverged(2)};
  EXPECT_THAT(Promoted(rung, 3), ElementsAre(1));
  EXPECT_THAT(Promoted(std::vector{Diverged(0)}, 1), IsEmpty());
}

TEST(PromotedTest, TreatsScoresThatAreNotFiniteAsDiverged) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<RungScore> rung = {Scored(0, -kInfinity), Scored(1, kInfinity),
                                       Scored(2, std::numeric_limits<double>::quiet_NaN()),
                                       Scored(3, 5)};
  EXPECT_THAT(Promoted(rung, 4), ElementsAre(3));
}

TEST(RanksBeforeTest, IsATotalOrder) {
  const std::vector<RungScore> best_first = {Scored(5, -1), Scored(1, 0), Scored(2, 0), Diverged(0),
                                             Diverged(3)};
  for (std::size_t i = 0; i < best_first.size(); ++i) {
    for (std::size_t j = 0; j < best_first.size(); ++j) {
      EXPECT_EQ(RanksBefore(best_first[i], best_first[j]), i < j);
    }
  }
}

}  // namespace
}  // namespace rung
