#include "coordinator/schedule/bracket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "common/counter_random.h"
#include "coordinator/schedule/schedule.h"
#include "tests/unit/common/spec/spec_text.h"

namespace rung {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Nine trials, three go on, then one: the toy of the paper's figure 1.
std::unique_ptr<Schedule> Toy() { return MakeSchedule(HalvingOf("trials: 9 epochs: 9")); }

std::vector<TaskPlan> StartAll(Schedule& schedule) {
  std::vector<TaskPlan> started;
  while (const auto task = schedule.Next()) {
    schedule.MarkStarted(task->trial, task->rung);
    started.push_back(*task);
  }
  return started;
}

using Judge = std::function<RungScore(std::int64_t trial, int rung)>;

RungScore ByTrial(std::int64_t trial, int) { return {trial, false, static_cast<double>(trial)}; }

// Runs a search to its end: all tasks there are start together, and their results come
// in an order that `shuffle` decides.
std::vector<RungDecision> RunToEnd(Schedule& schedule, const Judge& judge, std::uint32_t shuffle) {
  std::vector<RungDecision> decisions;
  for (std::uint32_t step = 0; !schedule.Finished(); ++step) {
    const std::vector<TaskPlan> tasks = StartAll(schedule);
    const auto order = CounterRandom(1, RandomPurpose::kRowOrder, shuffle, step)
                           .Permutation(static_cast<std::uint32_t>(tasks.size()));
    for (const std::uint32_t i : order) {
      auto decision = schedule.Record(tasks[i].rung, judge(tasks[i].trial, tasks[i].rung));
      if (decision) decisions.push_back(*std::move(decision));
    }
  }
  return decisions;
}

TEST(BracketTest, StartsNewTrialsByNumber) {
  const auto schedule = Toy();
  const auto started = StartAll(*schedule);
  ASSERT_EQ(started.size(), 9U);
  for (int trial = 0; trial < 9; ++trial) {
    EXPECT_EQ(started[static_cast<std::size_t>(trial)], (TaskPlan{trial, 0, 1}));
  }
}

TEST(BracketTest, WaitsForTheWholeRungThenGoesOnBestFirst) {
  const auto schedule = Toy();
  StartAll(*schedule);
  for (int trial = 0; trial < 8; ++trial) {
    EXPECT_EQ(schedule->Record(0, {trial, false, -static_cast<double>(trial)}), std::nullopt);
    EXPECT_EQ(schedule->Next(), std::nullopt);
  }
  EXPECT_EQ(schedule->Record(0, {8, false, -8}), (RungDecision{0, 9, 3, {8, 7, 6}}));
  EXPECT_THAT(StartAll(*schedule),
              ElementsAre(TaskPlan{8, 1, 3}, TaskPlan{7, 1, 3}, TaskPlan{6, 1, 3}));
}

TEST(BracketTest, RunsTheToyOfThePaperToItsEnd) {
  const auto schedule = Toy();
  EXPECT_THAT(RunToEnd(*schedule, ByTrial, 0),
              ElementsAre(RungDecision{0, 9, 3, {0, 1, 2}}, RungDecision{1, 3, 1, {0}},
                          RungDecision{2, 1, 0, {}}));
  EXPECT_TRUE(schedule->Finished());
  EXPECT_EQ(schedule->Next(), std::nullopt);
}

// Scores that change from rung to rung, with ties, diverged and failed trials.
RungScore Rough(std::int64_t trial, int rung) {
  const CounterRandom random(3, RandomPurpose::kBootstrap, static_cast<std::uint32_t>(trial),
                             static_cast<std::uint32_t>(rung));
  return {trial, random.Uniform(0) < 0.3, std::floor(random.Uniform(1) * 8)};
}

TEST(BracketTest, DecidesTheSameWhateverTheOrderOfArrival) {
  const v1::SearchSpec spec = HalvingOf("trials: 100 epochs: 100");
  const auto first = MakeSchedule(spec);
  const auto expected = RunToEnd(*first, Rough, 0);
  const auto finalists = first->Finalists(10);
  EXPECT_GT(expected.size(), 2U);
  for (std::uint32_t shuffle = 1; shuffle < 50; ++shuffle) {
    const auto schedule = MakeSchedule(spec);
    ASSERT_EQ(RunToEnd(*schedule, Rough, shuffle), expected);
    ASSERT_EQ(schedule->Finalists(10), finalists);
  }
}

TEST(BracketTest, KeepsAsManyAsPlannedThoughSomeDiverged) {
  const auto schedule = Toy();
  const auto decisions = RunToEnd(
      *schedule, [](std::int64_t trial, int) { return RungScore{trial, trial < 5, 1.0}; }, 1);
  EXPECT_EQ(decisions[0], (RungDecision{0, 9, 3, {5, 6, 7}}));
}

TEST(BracketTest, ShrinksWhereTooFewHaveAScoreAndIsNeverRefilled) {
  const auto schedule = Toy();
  const auto judge = [](std::int64_t trial, int) { return RungScore{trial, trial < 7, 1.0}; };
  EXPECT_THAT(RunToEnd(*schedule, judge, 1),
              ElementsAre(RungDecision{0, 9, 2, {7, 8}}, RungDecision{1, 2, 1, {7}},
                          RungDecision{2, 1, 0, {}}));
}

TEST(BracketTest, EndsWhereNobodyHasAScore) {
  const auto schedule = Toy();
  const auto judge = [](std::int64_t trial, int) { return RungScore{trial, true, 0}; };
  EXPECT_THAT(RunToEnd(*schedule, judge, 1), ElementsAre(RungDecision{0, 9, 0, {}}));
  EXPECT_TRUE(schedule->Finished());
  EXPECT_THAT(schedule->Finalists(3), IsEmpty());
}

TEST(BracketTest, TheFirstResultOfATaskStands) {
  const auto schedule = Toy();
  StartAll(*schedule);
  schedule->Record(0, {3, false, 1});
  schedule->Record(0, {3, false, -100});
  for (const int trial : {0, 1, 2, 4, 5, 6, 7}) {
    EXPECT_EQ(schedule->Record(0, {trial, false, 0}), std::nullopt);
  }
  EXPECT_EQ(schedule->Record(0, {8, false, 2}), (RungDecision{0, 9, 3, {0, 1, 2}}));
}

TEST(BracketTest, PassesByFactsOfTasksThatItDoesNotHold) {
  const auto schedule = Toy();
  for (const std::int64_t trial : {std::int64_t{-1}, std::int64_t{9}, std::int64_t{1} << 40}) {
    schedule->MarkStarted(trial, 0);
    EXPECT_EQ(schedule->Record(0, {trial, false, 1}), std::nullopt);
  }
  schedule->MarkStarted(0, 1);
  EXPECT_EQ(schedule->Record(-1, {0, false, 1}), std::nullopt);
  EXPECT_EQ(schedule->Record(1, {0, false, 1}), std::nullopt);
  EXPECT_EQ(schedule->Next(), (TaskPlan{0, 0, 1}));
}

TEST(BracketTest, PassesOverTasksThatWereStartedOutOfTurn) {
  const auto schedule = Toy();
  schedule->MarkStarted(1, 0);
  schedule->MarkStarted(1, 0);
  schedule->Record(0, {2, true, 0});
  EXPECT_EQ(schedule->Next(), (TaskPlan{0, 0, 1}));
  schedule->MarkStarted(0, 0);
  EXPECT_EQ(schedule->Next(), (TaskPlan{3, 0, 1}));
}

TEST(BracketTest, ListsFinalistsFromTheTopRungDownEachTrialOnce) {
  const auto schedule = Toy();
  RunToEnd(*schedule, ByTrial, 0);
  EXPECT_THAT(schedule->Finalists(5), ElementsAre(Finalist{0, 2}, Finalist{1, 1}, Finalist{2, 1},
                                                  Finalist{3, 0}, Finalist{4, 0}));
  EXPECT_THAT(schedule->Finalists(1), ElementsAre(Finalist{0, 2}));
  EXPECT_EQ(schedule->Finalists(100).size(), 9U);
}

TEST(BracketTest, NamesNoFinalistThatDivergedAtAnyRung) {
  const auto schedule = Toy();
  RunToEnd(
      *schedule,
      [](std::int64_t trial, int rung) {
        return RungScore{trial, trial == 0 && rung == 2, static_cast<double>(trial)};
      },
      0);
  EXPECT_THAT(schedule->Finalists(2), ElementsAre(Finalist{1, 1}, Finalist{2, 1}));
}

TEST(BracketTest, ListsTheBestSoFarWhileItRuns) {
  const auto schedule = Toy();
  EXPECT_THAT(schedule->Finalists(3), IsEmpty());
  StartAll(*schedule);
  schedule->Record(0, {4, false, 2});
  schedule->Record(0, {6, false, 1});
  EXPECT_THAT(schedule->Finalists(3), ElementsAre(Finalist{6, 0}, Finalist{4, 0}));
}

TEST(BracketTest, RunsRandomSearchAsOneRung) {
  const auto schedule =
      MakeSchedule(RandomSearchOf(4, "epochs { value: 12 } learning_rate { min: 0.1 max: 1 }"));
  EXPECT_EQ(schedule->Next(), (TaskPlan{0, 0, 12}));
  EXPECT_THAT(RunToEnd(*schedule, ByTrial, 3), ElementsAre(RungDecision{0, 4, 0, {}}));
  EXPECT_THAT(schedule->Finalists(2), ElementsAre(Finalist{0, 0}, Finalist{1, 0}));
}

TEST(BracketTest, LeavesSearchedEpochsToTheConfiguration) {
  const auto schedule =
      MakeSchedule(RandomSearchOf(4, "epochs { min: 1 max: 9 } learning_rate { min: 0.1 max: 1 }"));
  EXPECT_EQ(schedule->Next(), (TaskPlan{0, 0, 0}));
}

TEST(BracketTest, RunsAMillionTrials) {
  const auto schedule = MakeSchedule(HalvingOf("trials: 1000000 epochs: 1000 eta: 10"));
  const auto decisions = RunToEnd(*schedule, ByTrial, 5);
  ASSERT_EQ(decisions.size(), 4U);
  EXPECT_EQ(decisions[0].keep, 100'000);
  EXPECT_EQ(decisions[3].size, 1000);
  EXPECT_THAT(schedule->Finalists(2), ElementsAre(Finalist{0, 3}, Finalist{1, 3}));
}

}  // namespace
}  // namespace rung
