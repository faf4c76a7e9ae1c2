#include "client/render/plan_view.h"

#include <gtest/gtest.h>

namespace rung {
namespace {

Plan SmallPlan() {
  return {.rungs = {{.trials = 9, .epochs = 1, .keep = 3}, {.trials = 3, .epochs = 3, .keep = 0}},
          .epochs_with_resume = 15,
          .epochs_from_scratch = 1800};
}

TEST(PlanAnswerTest, WritesTheJsonThatProgramsRead) {
  EXPECT_EQ(PlanAnswer(SmallPlan()).json.dump(),
            "{\"brackets\":[{\"rungs\":[{\"trials\":9,\"epochs\":1},{\"trials\":3,\"epochs\":3}]}],"
            "\"epochs_with_resume\":15,\"epochs_from_scratch\":1800,\"may_stop_early\":false}");
}

TEST(PlanAnswerTest, ShowsRungsAndBothTotals) {
  EXPECT_EQ(Render(PlanAnswer(SmallPlan()), Format::kTable),
            "RUNG  TRIALS  EPOCHS  KEEP\n"
            "   0       9       1     3\n"
            "   1       3       3     0\n"
            "15 epochs in all, going on from checkpoints; 1,800 if every rung started anew\n");
}

TEST(PlanAnswerTest, KeepsTheListForASingleRung) {
  const Plan plan{.rungs = {{.trials = 5, .epochs = 20, .keep = 0}},
                  .epochs_with_resume = 100,
                  .epochs_from_scratch = 100};
  EXPECT_EQ(PlanAnswer(plan).json.dump(),
            "{\"brackets\":[{\"rungs\":[{\"trials\":5,\"epochs\":20}]}],"
            "\"epochs_with_resume\":100,\"epochs_from_scratch\":100,\"may_stop_early\":false}");
}

TEST(PlanAnswerTest, TellsTheMostEpochsOfTrialsThatMayStopEarly) {
  const Plan plan{.rungs = {{.trials = 5, .epochs = 20, .keep = 0}},
                  .epochs_with_resume = 100,
                  .epochs_from_scratch = 100,
                  .may_stop_early = true};
  EXPECT_THAT(Render(PlanAnswer(plan), Format::kTable),
              testing::EndsWith("at most 100 epochs in all, as trials may stop early\n"));
  EXPECT_EQ(PriceText("flowers", plan),
            "flowers: 5 trials in 1 rung, at most 100 epochs to train\n");
}

TEST(PriceTextTest, NamesTrialsRungsAndEpochs) {
  EXPECT_EQ(PriceText("flowers", SmallPlan()),
            "flowers: 9 trials in 2 rungs, 15 epochs to train\n");
}

}  // namespace
}  // namespace rung
