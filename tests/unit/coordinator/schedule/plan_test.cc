#include "coordinator/schedule/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator/space/proposer.h"
#include "tests/unit/common/spec/spec_text.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PlanSearchTest, PlansTheDigitsSearch) {
  const Plan plan = *PlanSearch(HalvingOf("trials: 81 epochs: 81"));
  EXPECT_THAT(plan.rungs, ElementsAre(RungPlan{81, 1, 27}, RungPlan{27, 3, 9}, RungPlan{9, 9, 3},
                                      RungPlan{3, 27, 1}, RungPlan{1, 81, 0}));
  EXPECT_EQ(plan.epochs_with_resume, 297);
  EXPECT_EQ(plan.epochs_from_scratch, 405);
}

TEST(PlanSearchTest, ReachesTheTopAt243EpochsAndEta3) {
  EXPECT_THAT(PlanRungs(HalvingOf("trials: 243 epochs: 243")),
              ElementsAre(RungPlan{243, 1, 81}, RungPlan{81, 3, 27}, RungPlan{27, 9, 9},
                          RungPlan{9, 27, 3}, RungPlan{3, 81, 1}, RungPlan{1, 243, 0}));
}

TEST(PlanSearchTest, ReachesTheTopAt1000EpochsAndEta10) {
  EXPECT_THAT(PlanRungs(HalvingOf("trials: 1000 epochs: 1000 eta: 10")),
              ElementsAre(RungPlan{1000, 1, 100}, RungPlan{100, 10, 10}, RungPlan{10, 100, 1},
                          RungPlan{1, 1000, 0}));
}

TEST(PlanSearchTest, DividesLevelsFromTheTopAndSizesFromTheBottom) {
  EXPECT_THAT(PlanRungs(HalvingOf("trials: 100 epochs: 100")),
              ElementsAre(RungPlan{100, 1, 33}, RungPlan{33, 3, 11}, RungPlan{11, 11, 3},
                          RungPlan{3, 33, 1}, RungPlan{1, 100, 0}));
  EXPECT_THAT(PlanRungs(HalvingOf("trials: 50 epochs: 50 eta: 2")),
              ElementsAre(RungPlan{50, 1, 25}, RungPlan{25, 3, 12}, RungPlan{12, 6, 6},
                          RungPlan{6, 12, 3}, RungPlan{3, 25, 1}, RungPlan{1, 50, 0}));
}

TEST(PlanSearchTest, AgreesWithTheToyOfThePaper) {
  EXPECT_THAT(PlanRungs(HalvingOf("trials: 9 epochs: 9")),
              ElementsAre(RungPlan{9, 1, 3}, RungPlan{3, 3, 1}, RungPlan{1, 9, 0}));
  EXPECT_THAT(PlanRungs(HalvingOf("trials: 9 epochs: 9 min_epochs: 3")),
              ElementsAre(RungPlan{9, 3, 3}, RungPlan{3, 9, 0}));
  EXPECT_THAT(PlanRungs(HalvingOf("trials: 9 epochs: 9 min_epochs: 9")),
              ElementsAre(RungPlan{9, 9, 0}));
}

TEST(PlanSearchTest, HasOneRungForRandomSearch) {
  const Plan plan = *PlanSearch(
      RandomSearchOf(30, "epochs { value: 12 } learning_rate { min: 0.0001 max: 0.1 scale: LOG }"));
  EXPECT_THAT(plan.rungs, ElementsAre(RungPlan{30, 12, 0}));
  EXPECT_EQ(plan.epochs_with_resume, 360);
  EXPECT_EQ(plan.epochs_from_scratch, 360);
}

TEST(PlanSearchTest, AddsUpTheEpochsThatWillBeProposed) {
  const v1::SearchSpec spec =
      RandomSearchOf(30, "epochs { min: 1 max: 40 } learning_rate { min: 0.1 max: 1 }");
  std::int64_t sum = 0;
  Proposer proposer(spec);
  for (int trial = 0; trial < 30; ++trial) sum += proposer.Next()->epochs();
  const Plan plan = *PlanSearch(spec);
  EXPECT_THAT(plan.rungs, ElementsAre(RungPlan{30, 0, 0}));
  EXPECT_EQ(plan.epochs_with_resume, sum);
  EXPECT_EQ(plan.epochs_from_scratch, sum);
}

TEST(PlanSearchTest, RefusesASpaceThatTakesTooManyDraws) {
  // All but a few of the values under LOG, whose upper ones are rare.
  EXPECT_THAT(PlanSearch(RandomSearchOf(49'900, "epochs { min: 1 max: 50000 scale: LOG }")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("of 49900 trials")));
}

TEST(PlanSearchTest, RefusesASpaceThatIsTooSmall) {
  EXPECT_THAT(PlanSearch(RandomSearchOf(5, "epochs { min: 1 max: 4 }")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("trial 4 has no")));
}

TEST(PlanSearchTest, CountsTheEpochsOfTheLargestSearch) {
  const Plan plan = *PlanSearch(HalvingOf("trials: 1000000 epochs: 1000000 min_epochs: 1000000"));
  EXPECT_EQ(plan.epochs_with_resume, 1'000'000'000'000);
}

}  // namespace
}  // namespace rung
