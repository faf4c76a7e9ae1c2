#include "client/render/progress.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/render/text.h"
#include "common/spec/enum_names.h"
#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

using testing::ElementsAre;

v1::Search RunningSearch() {
  return Parsed<v1::Search>(
      "name: 'searches/flowers' state: RUNNING spec { score: ACCURACY } "
      "progress { planned_epochs: 100 trained_epochs: 40 running_tasks: 2 "
      "  rungs { rung: 0 epochs: 1 size: 9 done: 9 diverged: 1 } "
      "  rungs { rung: 1 epochs: 3 size: 4 done: 1 running: 2 } }");
}

TEST(ProgressLinesTest, ShowsABarForEachRungAndWhatIsKnown) {
  EXPECT_THAT(ProgressLines(RunningSearch(), {.best_score = 0.97123, .epochs_per_second = 10}, 80),
              ElementsAre("flowers  running; training now: 2",
                          "rung 0       1 epoch  [####################]  9/9  1 diverged or failed",
                          "rung 1      3 epochs  [#####++++++++++.....]  1/4",
                          "best accuracy 0.9712   10 epochs/s   6.0 s left"));
}

TEST(ProgressLinesTest, NeverIsWiderThanTheTerminal) {
  for (const std::string& line :
       ProgressLines(RunningSearch(), {.best_score = 0.9, .epochs_per_second = 10}, 20)) {
    EXPECT_LE(DisplayWidth(line), 20);
  }
}

TEST(ProgressLinesTest, EscapesTheReason) {
  v1::Search search = RunningSearch();
  search.set_state_reason("a\x1b[2J");
  EXPECT_EQ(ProgressLines(search, {}, 80).front(), "flowers  running, a\\x1b[2J; training now: 2");
}

TEST(ProgressSentenceTest, NamesTheCurrentRung) {
  EXPECT_EQ(ProgressSentence(RunningSearch(), {.best_score = 0.5, .epochs_per_second = 0}),
            "flowers: running, rung 1 (3 epochs) 1/4 done, best accuracy 0.5");
}

TEST(ProgressSentenceTest, ForetellsNoEndUnlessTheSearchRuns) {
  v1::Search search = RunningSearch();
  for (const auto state :
       {v1::Search::PAUSED, v1::Search::STOPPING, v1::Search::SUCCEEDED, v1::Search::CANCELLED}) {
    search.set_state(state);
    EXPECT_EQ(ProgressSentence(search, {.best_score = {}, .epochs_per_second = 10}),
              fmt::format("flowers: {}, rung 1 (3 epochs) 1/4 done, 10 epochs/s", EnumName(state)));
  }
}

TEST(ProgressSentenceTest, SaysWhatThereIsBeforeTheFirstRung) {
  EXPECT_EQ(ProgressSentence(Parsed<v1::Search>("name: 'searches/flowers' state: PENDING"), {}),
            "flowers: pending");
}

TEST(RateMeterTest, MeasuresOverTheLastMinute) {
  RateMeter meter;
  meter.Add(0, 0);
  EXPECT_EQ(meter.EpochsPerSecond(), 0);
  meter.Add(100, 1000);
  meter.Add(130, 1060);
  meter.Add(170, 1140);
  EXPECT_DOUBLE_EQ(meter.EpochsPerSecond(), 2);
}

TEST(TransferLineTest, ShowsHowMuchWasSent) {
  EXPECT_EQ(TransferLine("f.csv", 512, 1024, 72),
            "sending f.csv  [######......]  512 B of 1.0 KiB");
}

TEST(RedrawTest, GoesUpOverWhatWasDrawn) {
  EXPECT_EQ(Redraw(0, std::vector<std::string>{"a"}), "\ra\x1b[K\n");
  EXPECT_EQ(Redraw(2, std::vector<std::string>{"a", "b"}), "\x1b[2A\ra\x1b[K\n\rb\x1b[K\n");
}

}  // namespace
}  // namespace rung
