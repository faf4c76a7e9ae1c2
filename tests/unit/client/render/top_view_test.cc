#include "client/render/top_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

LabSnapshot BusyLab() {
  LabSnapshot lab;
  lab.coordinator = Parsed<v1::Coordinator>(
      "waiting_task_count: 12 running_task_count: 1 disk_free_bytes: 1048576");
  lab.searches = {
      Parsed<v1::Search>("name: 'searches/digits' state: RUNNING progress { "
                         "planned_epochs: 297 trained_epochs: 99 running_tasks: 1 }")};
  lab.workers = {Parsed<v1::Worker>(
      "name: 'workers/lab-1' state: BUSY epochs_per_second: 9.9 epoch: 3 "
      "attempt: 'searches/digits/trials/17/tasks/2/attempts/1' numerics: 'x86-64-v3'")};
  return lab;
}

TEST(TopTest, ShowsWhatWaitsAndHowFarEachSearchIs) {
  EXPECT_EQ(Render(TopAnswer(BusyLab()), Format::kTable),
            "12 tasks waiting, 1 running; 1.0 MiB free on the coordinator's disk\n"
            "\n"
            "SEARCH  STATE    EPOCHS         RUNNING  EPOCHS/S  LEFT\n"
            "digits  running  99/297 (33 %)        1       9.9  20 s\n"
            "\n"
            "WORKER  STATE  HOST  LEVEL      TASK                     EPOCHS/S  SAMPLES/S  "
            "COMPLETED  LAST_SEEN\n"
            "lab-1   busy   -     x86-64-v3  digits trial 17 epoch 3       9.9          -  "
            "        0  0.0 s ago\n");
}

TEST(TopTest, SaysSoWhereNothingRuns) {
  const std::string text = Render(TopAnswer(LabSnapshot()), Format::kTable);
  EXPECT_THAT(text, HasSubstr("no search is running"));
  EXPECT_THAT(text, HasSubstr("no worker is connected"));
}

TEST(TopTest, SaysWhyNoWorkIsTaken) {
  LabSnapshot lab = BusyLab();
  lab.coordinator.set_trouble("the disk is full\x1b[2J");
  EXPECT_THAT(Render(TopAnswer(lab), Format::kTable),
              HasSubstr("TAKES NO WORK: the disk is full\\x1b[2J"));
}

TEST(TopTest, CountsOnlyTheRatesOfASearchsOwnWorkersWhereSeveralRun) {
  LabSnapshot lab = BusyLab();
  lab.searches.push_back(Parsed<v1::Search>("name: 'searches/digits-2' state: RUNNING"));
  lab.workers.push_back(
      Parsed<v1::Worker>("name: 'workers/lab-2' epochs_per_second: 5 "
                         "attempt: 'searches/digits-2/trials/1/tasks/0/attempts/1'"));
  EXPECT_EQ(TopAnswer(lab).json["rows"][0]["epochs_per_second"], 9.9);
}

TEST(TopTest, CountsWorkersBetweenTwoTasksForTheOnlySearchThatRuns) {
  LabSnapshot lab = BusyLab();
  lab.workers[0].clear_attempt();
  EXPECT_EQ(TopAnswer(lab).json["rows"][0]["epochs_per_second"], 9.9);
}

TEST(TopTest, CutsToTheTerminal) {
  LabSnapshot lab = BusyLab();
  lab.workers.resize(50, lab.workers[0]);
  const std::vector<std::string> lines = TopLines(lab, 40, 10);
  ASSERT_THAT(lines, SizeIs(10));
  for (const std::string& line : lines) EXPECT_LE(line.size(), 60U);
  EXPECT_THAT(lines.back(), HasSubstr("more lines"));
}

}  // namespace
}  // namespace rung
