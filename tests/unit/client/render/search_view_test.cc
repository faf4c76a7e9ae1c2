#include "client/render/search_view.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

#include "client/render/receipt.h"
#include "common/search_end.h"
#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

v1::Search EndedSearch() {
  return Parsed<v1::Search>(fmt::format(
      "name: 'searches/flowers' spec {{ {} }} data_set: 'dataSets/ab' state: SUCCEEDED "
      "create_time {{ seconds: 86400 }} start_time {{ seconds: 86401 }} "
      "end_time {{ seconds: 86413 nanos: 400000000 }} "
      "split {{ training_rows: 1200 validation_rows: 400 test_rows: 400 inputs: 4 outputs: 3 }} "
      "progress {{ planned_epochs: 15 trained_epochs: 14 epochs_from_scratch: 18 "
      "  epochs_at_full_length: 27 training_seconds: 20.5 most_running_tasks: 2 lost_attempts: 1 "
      "  rungs {{ rung: 0 epochs: 1 size: 9 done: 9 diverged: 1 keep: 3 decided: true }} "
      "  rungs {{ rung: 1 epochs: 3 size: 3 done: 2 running: 1 }} }}",
      kSpecText));
}

std::vector<v1::Attempt> LostAndFailed() {
  return {Parsed<v1::Attempt>(
              "name: 'searches/flowers/trials/3/tasks/0/attempts/1' worker: 'workers/lab-1' "
              "end: LOST detail: 'signal 9\\x1b'"),
          Parsed<v1::Attempt>(
              "name: 'searches/flowers/trials/5/tasks/0/attempts/1' worker: 'workers/lab-2' "
              "end: FAILED detail: 'out of memory'")};
}

TEST(SearchesAnswerTest, ShowsOneSearchARow) {
  const std::vector<v1::Search> searches = {EndedSearch()};
  EXPECT_EQ(Render(SearchesAnswer(searches), Format::kTable),
            "SEARCH   STATE      TRIALS  DONE  EPOCHS  PLANNED  CREATED\n"
            "flowers  succeeded       9     9      14       15  1970-01-02T00:00:00Z\n");
}

TEST(SearchAnswerTest, ShowsStateRungsReceiptAndLostAndFailedAttempts) {
  EXPECT_EQ(Render(SearchAnswer(EndedSearch(), LostAndFailed()), Format::kTable),
            "search     flowers\n"
            "state      succeeded\n"
            "algorithm  successive halving, 9 trials, 3 epochs, 1 in 3 goes on\n"
            "data       flowers.csv; 1,200 training, 400 validation, 400 test rows; 4 inputs, "
            "3 outputs\n"
            "predicts   kind, by classification\n"
            "score      accuracy\n"
            "seed       7\n"
            "time       created 1970-01-02T00:00:00Z, started 1970-01-02T00:00:01Z, ended "
            "1970-01-02T00:00:13Z\n"
            "\n"
            "RUNG  EPOCHS  SIZE  DONE  RUNNING  DIVERGED  FAILED  KEEP  DECIDED\n"
            "   0       1     9     9        0         1       0     3  yes\n"
            "   1       3     3     2        1         0       0     0  no\n"
            "\n"
            "trained 14 epochs in 12 s, 21 s of training summed over workers\n"
            "without checkpoints: 18 epochs; every started trial at full length: 27 epochs\n"
            "lent at once: at most 2; lost attempts: 1\n"
            "\n"
            "lost attempts\n"
            "  searches/flowers/trials/3/tasks/0/attempts/1 on lab-1: signal 9\\x1b\n"
            "\n"
            "failed attempts\n"
            "  searches/flowers/trials/5/tasks/0/attempts/1 on lab-2: out of memory\n");
}

TEST(SearchAnswerTest, WritesProgressAndLostAndFailedAttemptsAsJson) {
  const Json json = SearchAnswer(EndedSearch(), LostAndFailed()).json;
  EXPECT_EQ(json["state"], "succeeded");
  EXPECT_EQ(json["progress"]["most_running_tasks"], 2);
  EXPECT_EQ(json["rungs"][1].dump(),
            "{\"rung\":1,\"epochs\":3,\"size\":3,\"done\":2,\"running\":1,\"diverged\":0,"
            "\"failed\":0,\"keep\":0,\"decided\":false}");
  ASSERT_EQ(json["lost"].size(), 1U);
  EXPECT_EQ(json["lost"][0]["worker"], "lab-1");
  ASSERT_EQ(json["failed"].size(), 1U);
  EXPECT_EQ(json["failed"][0]["detail"], "out of memory");
}

TEST(ReceiptTextTest, NamesFaultsOfDeterminism) {
  v1::Search search = EndedSearch();
  search.mutable_progress()->set_determinism_faults(2);
  EXPECT_NE(ReceiptText(search).find("2 determinism faults"), std::string::npos);
}

TEST(HasEndedTest, IsTrueForFinalStatesAlone) {
  EXPECT_TRUE(HasEnded(v1::Search::SUCCEEDED));
  EXPECT_TRUE(HasEnded(v1::Search::CANCELLED));
  EXPECT_TRUE(HasEnded(v1::Search::FAILED));
  EXPECT_FALSE(HasEnded(v1::Search::STOPPING));
  EXPECT_FALSE(HasEnded(v1::Search::PAUSED));
}

}  // namespace
}  // namespace rung
