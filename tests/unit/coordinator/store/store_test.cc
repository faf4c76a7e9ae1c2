#include "coordinator/store/store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <filesystem>

#include "common/sha256.h"
#include "coordinator/store/reader.h"
#include "coordinator/store/wal_checkpointer.h"
#include "tests/unit/coordinator/store/example_history.h"
#include "tests/unit/coordinator/store/temporary_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class StoreTest : public testing::Test {
 protected:
  void SetUp() override { Reopen(); }

  void Reopen() {
    store_.reset();
    auto store = Store::Open(path_);
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
  }

  static std::vector<std::string> Replayed(Store& store) {
    std::vector<std::string> facts;
    EXPECT_THAT(store.Replay([&](const Fact& fact) { facts.push_back(Describe(fact)); }), IsOk());
    return facts;
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("rung.db");
  std::unique_ptr<Store> store_;
  ExampleHistory history_;
};

// One fact at least of every type that is replayed.
std::vector<Fact> WholeHistory(ExampleHistory& history) {
  history.Prepare().Create("digits").TrainNineTrials();
  history.Propose(9).Start(9, 0).End(9, 0, v1::Attempt::LOST).Start(9, 0, 2, 2);
  history.End(9, 0, v1::Attempt::LOST, 2);
  history.Add(DeterminismFault{{1, 2, false, 1}, 2, "other checkpoint", 77});
  history.Decide(2, 1, 0).Choose({{2, 2}, {1, 1}, {7, 0}}).ScoreFinalist(2, 0.96);
  history.Add(FinalistScored{.task = {1, 1, true, 0},
                             .attempt = 0,
                             .test = {},
                             .failure = "no worker could score it",
                             .time_us = 5});
  history.Add(AttemptStarted{{1, 9, false, 0}, 3, 1, "lease", 78});
  history.Add(AttemptEnded{.task = {1, 9, false, 0},
                           .attempt = 3,
                           .end = v1::Attempt::RETURNED,
                           .detail = "asked to stop",
                           .time_us = 79,
                           .checkpoint = Digest('c')});
  history.Add(SessionDrained{1, 80}).Add(SessionEnded{1, "killed by signal 6", 81});
  return history.Change(v1::Search::STOPPING).Take();
}

TEST_F(StoreTest, ReplaysEveryFactThatTheStateDependsOn) {
  const std::vector<Fact> facts = WholeHistory(history_);
  ASSERT_THAT(store_->Commit(facts), IsOk());
  Reopen();
  std::vector<std::string> expected;
  for (const Fact& fact : facts) expected.push_back(Describe(fact));
  EXPECT_THAT(Replayed(*store_), testing::UnorderedElementsAreArray(expected));
}

TEST_F(StoreTest, KeepsItsLogSmallUnderSteadyCommits) {
  constexpr std::uintmax_t kMegabyte = std::uintmax_t{1} << 20;
  for (int written = 0; written < 64; ++written) {
    const std::vector<Fact> facts = {DataSetAdded{.digest = Sha256Hex(std::to_string(written)),
                                                  .display_name = std::string(kMegabyte, 'x')}};
    ASSERT_THAT(store_->Commit(facts), IsOk());
  }
  EXPECT_LT(std::filesystem::file_size(path_ + "-wal"), 24 * kMegabyte);
}

TEST_F(StoreTest, ProbesWhetherTheLogCanBeWritten) {
  EXPECT_THAT(store_->Probe(), IsOk());
  const auto before = std::filesystem::file_size(path_ + "-wal");
  EXPECT_THAT(store_->Probe(), IsOk());
  EXPECT_GT(std::filesystem::file_size(path_ + "-wal"), before);
}

TEST_F(StoreTest, ReplaysInAnOrderThatCanBeRecordedAgain) {
  ASSERT_THAT(store_->Commit(WholeHistory(history_)), IsOk());
  std::vector<Fact> replayed;
  ASSERT_THAT(store_->Replay([&](const Fact& fact) { replayed.push_back(fact); }), IsOk());
  const auto copy = Store::Open(directory_.File("copy.db"));
  ASSERT_THAT(copy, IsOk());
  ASSERT_THAT((*copy)->Commit(replayed), IsOk());
  EXPECT_EQ(Replayed(**copy), Replayed(*store_));
}

TEST_F(StoreTest, ReplaysOnlyTheLatestState) {
  history_.Prepare().Create("digits").Change(v1::Search::RUNNING).Change(v1::Search::PAUSED);
  const std::vector<Fact> facts = history_.Take();
  ASSERT_THAT(store_->Commit(facts), IsOk());
  const std::vector<std::string> replayed = Replayed(*store_);
  EXPECT_THAT(replayed, Contains(Describe(facts.back())));
  EXPECT_THAT(replayed, Not(Contains(Describe(facts[facts.size() - 2]))));
}

TEST_F(StoreTest, ReadsNumbersThatAreNotFiniteBackAsNan) {
  ResultRecorded diverged;
  diverged.task = {1, 0, false, 0};
  diverged.outcome = v1::CompleteTaskRequest::DIVERGED;
  diverged.epochs = 1;
  (*diverged.training.mutable_values())["log_loss"] = std::numeric_limits<double>::infinity();
  ASSERT_THAT(store_->Commit(history_.Prepare().Create("digits").Propose(0).Add(diverged).Take()),
              IsOk());
  double value = 0;
  ASSERT_THAT(store_->Replay([&](const Fact& fact) {
    if (const auto* result = std::get_if<ResultRecorded>(&fact)) {
      value = result->training.values().at("log_loss");
    }
  }),
              IsOk());
  EXPECT_TRUE(std::isnan(value));
}

TEST_F(StoreTest, RecordsAllFactsOfACommitOrNone) {
  ASSERT_THAT(store_->Commit(history_.Prepare().Take()), IsOk());
  const std::vector<std::string> before = Replayed(*store_);
  // A trial of a search that does not exist comes last.
  history_.Create("digits").Propose(0).Add(TrialProposed{2, 0, ExampleConfiguration(0)});
  EXPECT_THAT(store_->Commit(history_.Take()),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("FOREIGN KEY")));
  EXPECT_EQ(Replayed(*store_), before);
  EXPECT_THAT(store_->Commit(history_.Create("digits").Propose(0).Take()), IsOk());
}

TEST_F(StoreTest, RefusesAnEndWithoutAnOpenAttempt) {
  history_.Prepare().Create("digits").Propose(0).End(0, 0, v1::Attempt::LOST);
  EXPECT_THAT(store_->Commit(history_.Take()),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("0 rows")));
}

TEST_F(StoreTest, KeepsTheFirstReportOfAnEpoch) {
  history_.Prepare().Create("digits").Propose(0);
  history_.Add(EpochsReported{1, 0, {ExampleEpoch(1, 0.5), ExampleEpoch(2, 0.6)}});
  history_.Add(EpochsReported{1, 0, {ExampleEpoch(2, 0.1), ExampleEpoch(3, 0.7)}});
  ASSERT_THAT(store_->Commit(history_.Take()), IsOk());
  const auto reader = Reader::Open(path_);
  ASSERT_THAT(reader, IsOk());
  const auto epochs = (*reader)->ListEpochs("digits", 0, 1, 10);
  ASSERT_THAT(epochs, IsOk());
  ASSERT_EQ(epochs->size(), 3U);
  EXPECT_EQ((*epochs)[1].validation_score(), 0.6);
  EXPECT_EQ((*reader)->GetSearch("digits")->progress().sample_count(), 300);
}

TEST_F(StoreTest, ForgetsADeletedSearchAndFreesItsNameAtOnce) {
  ASSERT_THAT(store_->Commit(history_.Prepare().Create("digits").TrainNineTrials().Take()), IsOk());
  ASSERT_THAT(store_->Commit(history_.Add(SearchDeleted{1}).Create("digits", 2).Take()), IsOk());
  for (const std::string& fact : Replayed(*store_)) {
    EXPECT_THAT(fact, Not(HasSubstr("TrialProposed")));
  }
  const auto reader = Reader::Open(path_);
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ((*reader)->GetSearch("digits")->progress().rungs(0).done(), 0);
}

TEST_F(StoreTest, RemovesADataSetThatOnlyDeletedSearchesUsed) {
  ASSERT_THAT(store_->Commit(history_.Prepare().Create("digits").Take()), IsOk());
  EXPECT_THAT(store_->Commit(std::vector<Fact>{DataSetRemoved{Digest('d')}}),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("FOREIGN KEY")));
  EXPECT_THAT(store_->Commit(std::vector<Fact>{SearchDeleted{1}, DataSetRemoved{Digest('d')}}),
              IsOk());
}

TEST_F(StoreTest, SweepsDeletedSearchesInSlices) {
  ASSERT_THAT(store_->Commit(history_.Prepare().Create("digits").TrainNineTrials().Take()), IsOk());
  ASSERT_THAT(store_->Commit(history_.Create("kept", 2).Propose(0).Take()), IsOk());
  EXPECT_FALSE(store_->Sweep(10).value());
  const std::vector<std::string> before = Replayed(*store_);
  ASSERT_THAT(store_->Commit(std::vector<Fact>{SearchDeleted{1}}), IsOk());
  int slices = 1;
  while (store_->Sweep(10).value()) ++slices;
  EXPECT_GT(slices, 5);
  auto database = Database::Open(path_, Database::Mode::kReadOnly);
  ASSERT_THAT(database, IsOk());
  for (const std::string table :
       {"trials", "attempts", "epochs", "rung_results", "rung_metrics", "rung_decisions",
        "finalists", "faults", "rungs", "progress", "searches"}) {
    EXPECT_EQ(
        database->QueryInt64("SELECT count(*) FROM " + table + " WHERE search_id = 1").value(), 0)
        << table;
  }
  EXPECT_THAT(Replayed(*store_), Contains(HasSubstr("TrialProposed 2 0")));
}

TEST_F(StoreTest, RemembersTheHighestNumbersOfSweptRows) {
  EXPECT_EQ(store_->LastSearchId().value(), 0);
  ASSERT_THAT(store_->Commit(history_.Prepare().Create("digits", 5).Take()), IsOk());
  ASSERT_THAT(store_->Commit(std::vector<Fact>{SearchDeleted{5}}), IsOk());
  while (store_->Sweep(100).value()) {
  }
  Reopen();
  EXPECT_EQ(store_->LastSearchId().value(), 5);
  EXPECT_EQ(store_->LastSessionId().value(), 2);
}

TEST_F(StoreTest, ACheckpointMovesTheLogIntoTheFile) {
  const auto checkpointer = WalCheckpointer::Open(path_);
  ASSERT_THAT(checkpointer, IsOk());
  ASSERT_THAT(store_->Commit(history_.Prepare().Create("digits").TrainNineTrials().Take()), IsOk());
  const auto size = std::filesystem::file_size(path_);
  EXPECT_THAT((*checkpointer)->Checkpoint(), IsOk());
  EXPECT_GT(std::filesystem::file_size(path_), size);
  EXPECT_THAT((*checkpointer)->Truncate(), IsOk());
  EXPECT_EQ(std::filesystem::file_size(path_ + "-wal"), 0U);
  EXPECT_THAT(store_->Commit(history_.Propose(9).Take()), IsOk());
}

// While it lives, this process cannot make a file longer than `size` bytes.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uintmax_t size) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{static_cast<rlim_t>(size), before_.rlim_max};
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST_F(StoreTest, GoesOnAfterTheDiskRefusedACommit) {
  ASSERT_THAT(store_->Commit(history_.Prepare().Take()), IsOk());
  const std::vector<std::string> before = Replayed(*store_);
  const std::vector<Fact> facts = history_.Create("digits").TrainNineTrials().Take();
  {
    const FileSizeLimit limit(std::filesystem::file_size(path_ + "-wal"));
    EXPECT_THAT(store_->Commit(facts), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("I/O")));
  }
  EXPECT_EQ(Replayed(*store_), before);
  EXPECT_THAT(store_->Commit(facts), IsOk());
  EXPECT_GT(Replayed(*store_).size(), before.size());
}

TEST_F(StoreTest, NamesTheKindOfEveryFailure) {
  EXPECT_EQ(SqliteStatus(SQLITE_FULL, "").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(SqliteStatus(SQLITE_BUSY_SNAPSHOT, "").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(SqliteStatus(SQLITE_IOERR_FSYNC, "").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(SqliteStatus(SQLITE_CORRUPT_INDEX, "").code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(SqliteStatus(SQLITE_NOTADB, "").code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace rung
