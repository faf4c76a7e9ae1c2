#include "common/spec/rung_levels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rung {
namespace {

using testing::ElementsAre;

v1::SuccessiveHalving Halving(int epochs, int eta, int min_epochs = 1) {
  v1::SuccessiveHalving halving;
  halving.set_epochs(epochs);
  halving.set_eta(eta);
  halving.set_min_epochs(min_epochs);
  return halving;
}

TEST(RungLevelsTest, ArePowersWhereTheEpochsAreOne) {
  EXPECT_THAT(RungLevels(Halving(81, 3)), ElementsAre(1, 3, 9, 27, 81));
  EXPECT_THAT(RungLevels(Halving(243, 3)), ElementsAre(1, 3, 9, 27, 81, 243));
  EXPECT_THAT(RungLevels(Halving(1000, 10)), ElementsAre(1, 10, 100, 1000));
}

TEST(RungLevelsTest, AreDividedFromTheTop) {
  EXPECT_THAT(RungLevels(Halving(100, 3)), ElementsAre(1, 3, 11, 33, 100));
  EXPECT_THAT(RungLevels(Halving(50, 2)), ElementsAre(1, 3, 6, 12, 25, 50));
}

TEST(RungLevelsTest, BeginAtTheLeastEpochs) {
  EXPECT_THAT(RungLevels(Halving(81, 3, 9)), ElementsAre(9, 27, 81));
  EXPECT_THAT(RungLevels(Halving(100, 3, 10)), ElementsAre(11, 33, 100));
  EXPECT_THAT(RungLevels(Halving(81, 3, 81)), ElementsAre(81));
  EXPECT_THAT(RungLevels(Halving(1, 2'147'483'647)), ElementsAre(1));
}

TEST(RungLevelsTest, KeepTheirPromisesForManyEpochsAndEtas) {
  for (int eta = 2; eta <= 10; ++eta) {
    for (int epochs = 1; epochs <= 600; ++epochs) {
      const int least = 1 + epochs % 7 % epochs;
      const std::vector<int> levels = RungLevels(Halving(epochs, eta, least));
      ASSERT_EQ(levels.back(), epochs);
      ASSERT_GE(levels.front(), least);
      ASSERT_LT(levels.front(), least * eta + eta);
      for (std::size_t i = 1; i < levels.size(); ++i) ASSERT_GT(levels[i], levels[i - 1]);
    }
  }
}

TEST(LeastTrialsTest, IsOneForEachTrialThatFallsBehind) {
  EXPECT_EQ(LeastTrials(Halving(81, 3)), 81);
  EXPECT_EQ(LeastTrials(Halving(243, 3)), 243);
  EXPECT_EQ(LeastTrials(Halving(100, 3)), 81);
  EXPECT_EQ(LeastTrials(Halving(1'000'000, 10)), 1'000'000);
  EXPECT_EQ(LeastTrials(Halving(81, 100)), 1);
}

}  // namespace
}  // namespace rung
