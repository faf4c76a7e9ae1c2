#include "coordinator/observe/logged_facts.h"

#include <gtest/gtest.h>

namespace rung {
namespace {

namespace level = spdlog::level;

constexpr TaskKey kTask = {.search = 7, .trial = 3, .is_test = false, .rung = 1};

// Knows a search and a worker that holds a task of it.
FactLines LinesOfALab() {
  FactLines lines;
  SearchCreated created{.search = 7};
  created.spec.set_name("digits");
  lines.Take(created, level::off);
  lines.Take(SessionStarted{.session = 2, .worker = "lab-1"}, level::off);
  lines.Take(AttemptStarted{.task = kTask, .attempt = 1, .session = 2}, level::off);
  return lines;
}

TEST(FactLinesTest, NamesSearchTrialTaskAttemptAndWorker) {
  FactLines lines = LinesOfALab();
  const AttemptEnded lost{
      .task = kTask, .attempt = 1, .end = v1::Attempt::LOST, .detail = "silent for 30 s"};
  const auto line = lines.Take(lost, level::info);
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->level, level::warn);
  EXPECT_EQ(line->text, "lost: silent for 30 s");
  EXPECT_EQ(line->fields, "search=digits trial=3 task=1 attempt=1 worker=lab-1");
}

TEST(FactLinesTest, LeavesOutWhatIsBelowTheLevel) {
  FactLines lines = LinesOfALab();
  const AttemptEnded completed{.task = kTask, .attempt = 1, .end = v1::Attempt::COMPLETED};
  EXPECT_FALSE(FactLines(lines).Take(completed, level::info).has_value());
  EXPECT_EQ(lines.Take(completed, level::debug)->text, "completed");
}

TEST(FactLinesTest, TellsOfTheStateOfASearch) {
  FactLines lines = LinesOfALab();
  const auto line =
      lines.Take(SearchStateChanged{.search = 7, .state = v1::Search::FAILED, .reason = "no score"},
                 level::info);
  EXPECT_EQ(line->text, "failed: no score");
  EXPECT_EQ(line->fields, "search=digits");
}

TEST(FactLinesTest, TellsOfADeletedSearchByItsNameOnceMore) {
  FactLines lines = LinesOfALab();
  EXPECT_EQ(lines.Take(SearchDeleted{.search = 7}, level::info)->fields, "search=digits");
}

TEST(FactLinesTest, TellsOfAWorkersEnd) {
  FactLines lines = LinesOfALab();
  const auto line = lines.Take(SessionEnded{.session = 2, .reason = "drained"}, level::info);
  EXPECT_EQ(line->text, "session 2 has ended: drained");
  EXPECT_EQ(line->fields, "worker=lab-1");
}

}  // namespace
}  // namespace rung
