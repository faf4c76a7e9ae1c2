#include <fmt/format.h>
#include <gtest/gtest.h>

#include "coordinator/store/reader.h"
#include "coordinator/store/store.h"
#include "tests/unit/coordinator/store/example_history.h"
#include "tests/unit/coordinator/store/temporary_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;

class ViewsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = Store::Open(path_);
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
    Commit(history_.Prepare().Create("digits").TrainNineTrials());
    auto database = Database::Open(path_, Database::Mode::kReadOnly);
    ASSERT_THAT(database, IsOk());
    database_ = std::make_unique<Database>(*std::move(database));
  }

  void Commit(ExampleHistory& history) { ASSERT_THAT(store_->Commit(history.Take()), IsOk()); }

  // The rows of a query, columns joined by spaces.
  std::vector<std::string> Rows(const std::string& sql, int columns) {
    std::vector<std::string> rows;
    absl::StatusOr<Statement> query = database_->Prepare(sql);
    EXPECT_THAT(query, IsOk());
    EXPECT_THAT(query->ForEachRow([&](const Statement& row) {
      std::string text = row.String(0);
      for (int i = 1; i < columns; ++i) text += fmt::format(" {}", row.Text(i));
      rows.push_back(text);
    }),
                IsOk());
    return rows;
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("rung.db");
  std::unique_ptr<Store> store_;
  std::unique_ptr<Database> database_;
  ExampleHistory history_;
};

TEST_F(ViewsTest, DecisionsBreakTiesByTrialAndRankDivergedAndFailedLast) {
  EXPECT_THAT(Rows("SELECT trial, rank, size, keep, decision FROM decisions"
                   " WHERE search = 'digits' AND rung = 0 ORDER BY rank",
                   5),
              ElementsAre("1 1 9 3 promoted", "2 2 9 3 promoted", "4 3 9 3 promoted",
                          "7 4 9 3 eliminated", "5 5 9 3 eliminated", "0 6 9 3 eliminated",
                          "8 7 9 3 eliminated", "3 8 9 3 diverged", "6 9 9 3 failed"));
  EXPECT_THAT(Rows("SELECT trial, decision FROM decisions WHERE rung > 0 ORDER BY rung, rank", 2),
              ElementsAre("2 promoted", "1 eliminated", "4 diverged", "2 pending"));
}

TEST_F(ViewsTest, DecisionsNameFinalistsAtTheirRung) {
  Commit(history_.Decide(2, 1, 0).Choose({{2, 2}, {1, 1}}));
  EXPECT_THAT(Rows("SELECT trial, rung FROM decisions WHERE decision = 'finalist'"
                   " ORDER BY trial",
                   2),
              ElementsAre("1 1", "2 2"));
}

TEST_F(ViewsTest, BestTrialsShowTheBestSoFarUntilFinalistsAreChosen) {
  constexpr char kBest[] =
      "SELECT search, place, trial, epochs, training_score, score, test_score, gap, activation"
      " FROM best_trials";
  EXPECT_THAT(Rows(kBest, 9), ElementsAre("digits 1 2 9 1.095 0.97  0.125 tanh",
                                          "digits 2 1 3 0.925 0.8  0.125 tanh",
                                          "digits 3 7 1 1.025 0.9  0.125 tanh"));
  Commit(history_.Decide(2, 1, 0).Choose({{2, 2}, {1, 1}}).ScoreFinalist(2, 0.5));
  EXPECT_THAT(Rows(kBest, 9), ElementsAre("digits 1 2 9 1.095 0.97 0.5 0.125 tanh",
                                          "digits 2 1 3 0.925 0.8  0.125 tanh"));
}

TEST_F(ViewsTest, LowerIsBetterForErrors) {
  v1::SearchSpec spec = ExampleSpec("prices");
  spec.set_score(v1::RMSE);
  history_.Create("placeholder", 2).Take();
  history_.Add(SearchCreated{2, spec, Digest('d'), "split", 0, "", 1});
  history_.Propose(0).Train(0, 0, 30.0).Propose(1).Train(1, 0, 4.0).Propose(2).Train(2, 0, 20.0);
  Commit(history_.Decide(0, 3, 1));
  EXPECT_THAT(Rows("SELECT trial, rank, decision FROM decisions WHERE search = 'prices'"
                   " ORDER BY rank",
                   3),
              ElementsAre("1 1 promoted", "2 2 eliminated", "0 3 eliminated"));
}

TEST_F(ViewsTest, LearningCurvesShowEpochsWithTheirHyperparameters) {
  Commit(history_.Add(EpochsReported{1, 2, {ExampleEpoch(1, 0.5), ExampleEpoch(2, 0.75)}}));
  EXPECT_THAT(
      Rows("SELECT search, trial, epoch, validation_score, seconds, units, optimizer"
           " FROM learning_curves",
           7),
      ElementsAre("digits 2 1 0.5 0.5 [64,128] adamw", "digits 2 2 0.75 0.5 [64,128] adamw"));
}

TEST_F(ViewsTest, DeletedSearchesAreNotShown) {
  Commit(history_.Add(SearchDeleted{1}));
  EXPECT_THAT(Rows("SELECT 1 FROM best_trials UNION ALL SELECT 1 FROM decisions"
                   " UNION ALL SELECT 1 FROM learning_curves",
                   1),
              ElementsAre());
}

TEST_F(ViewsTest, TheReaderDecidesAsTheViewDoes) {
  Commit(history_.Choose({{2, 2}, {1, 1}, {7, 0}}));
  const auto reader = Reader::Open(path_);
  ASSERT_THAT(reader, IsOk());
  std::vector<std::string> of_reader;
  for (int trial = 0; trial < 9; ++trial) {
    const auto one = (*reader)->GetTrial("digits", trial);
    ASSERT_THAT(one, IsOk());
    for (const v1::RungResult& rung : one->rungs()) {
      const std::string decision = rung.decision() == v1::DECISION_UNSPECIFIED
                                       ? "PENDING"
                                       : v1::Decision_Name(rung.decision());
      of_reader.push_back(fmt::format("{} {} {} {}", trial, rung.rung(), rung.rank(), decision));
    }
  }
  EXPECT_EQ(of_reader, Rows("SELECT trial, rung, CASE WHEN size IS NULL THEN 0 ELSE rank END,"
                            " upper(decision) FROM decisions ORDER BY trial, rung",
                            4));
}

}  // namespace
}  // namespace rung
