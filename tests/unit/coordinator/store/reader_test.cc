#include "coordinator/store/reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <thread>

#include "coordinator/store/reader_pool.h"
#include "coordinator/store/store.h"
#include "tests/unit/coordinator/store/example_history.h"
#include "tests/unit/coordinator/store/temporary_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::_;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

class ReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = Store::Open(path_);
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
    auto reader = Reader::Open(path_);
    ASSERT_THAT(reader, IsOk());
    reader_ = *std::move(reader);
    Commit(history_.Prepare().Create("digits"));
  }

  void Commit(ExampleHistory& history) { ASSERT_THAT(store_->Commit(history.Take()), IsOk()); }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("rung.db");
  std::unique_ptr<Store> store_;
  std::unique_ptr<Reader> reader_;
  ExampleHistory history_;
};

TEST_F(ReaderTest, ShowsASearchAsItWasCreated) {
  const auto search = reader_->GetSearch("digits");
  ASSERT_THAT(search, IsOk());
  EXPECT_EQ(search->name(), "searches/digits");
  EXPECT_EQ(search->spec().DebugString(), ExampleSpec("digits").DebugString());
  EXPECT_EQ(search->data_set(), "dataSets/" + Digest('d'));
  EXPECT_EQ(search->state(), v1::Search::PENDING);
  EXPECT_EQ(search->create_time().seconds(), 1'700'000'000);
  EXPECT_FALSE(search->has_start_time());
  EXPECT_FALSE(search->has_end_time());
  EXPECT_EQ(search->split().validation_rows(), 20);
  EXPECT_EQ(search->split().inputs(), 64);
  ASSERT_EQ(search->progress().rungs_size(), 3);
  EXPECT_EQ(search->progress().rungs(1).size(), 3);
  EXPECT_EQ(search->progress().rungs(1).epochs(), 3);
  EXPECT_EQ(search->progress().rungs(1).keep(), 1);
  EXPECT_FALSE(search->progress().rungs(1).decided());
}

TEST_F(ReaderTest, NamesASearchThatIsNotThere) {
  EXPECT_THAT(reader_->GetSearch("none"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
  EXPECT_THAT(reader_->ListTrials("none", 0, 10), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(reader_->ListBestTrials("none"), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(ReaderTest, CountsRungsAndEpochs) {
  Commit(history_.TrainNineTrials());
  const v1::Progress progress = reader_->GetSearch("digits")->progress();
  EXPECT_EQ(progress.rungs(0).done(), 9);
  EXPECT_EQ(progress.rungs(0).diverged(), 1);
  EXPECT_EQ(progress.rungs(0).failed(), 1);
  EXPECT_TRUE(progress.rungs(0).decided());
  EXPECT_FALSE(progress.rungs(2).decided());
  // 8 trials to 1 epoch, 3 on to 3, 1 on to 9.
  EXPECT_EQ(progress.trained_epochs(), 8 + 3 * 2 + 6);
  EXPECT_EQ(progress.epochs_from_scratch(), 8 + 3 * 3 + 9);
  EXPECT_EQ(progress.epochs_at_full_length(), 81);
  EXPECT_EQ(progress.planned_epochs(), 9 + 3 * 2 + 6);
}

TEST_F(ReaderTest, CountsTheEpochsAfterTheBestOfATrialThatStoppedEarly) {
  history_.Propose(0).Add(
      EpochsReported{1, 0, {ExampleEpoch(1, 0.5), ExampleEpoch(2, 0.4), ExampleEpoch(3, 0.3)}});
  Commit(history_.Train(0, 0, 0.5));
  const v1::Progress progress = reader_->GetSearch("digits")->progress();
  EXPECT_EQ(progress.trained_epochs(), 3);
  EXPECT_EQ(progress.epochs_from_scratch(), 3);
}

TEST_F(ReaderTest, FindsTheNetworkOfTheHighestRungThatATrialHasCompleted) {
  Commit(history_.TrainNineTrials());
  const auto model = reader_->GetModel("digits", 1);
  ASSERT_THAT(model, IsOk());
  EXPECT_EQ(model->name(), "searches/digits/trials/1/model");
  EXPECT_EQ(model->epochs(), 3);
  EXPECT_EQ(model->checkpoint(), Digest('1').replace(0, 1, "b"));
  EXPECT_EQ(model->encoding(), std::string("\0\1", 2));
  EXPECT_EQ(model->configuration().DebugString(), ExampleConfiguration(1).DebugString());
  EXPECT_EQ(reader_->GetModel("digits", 4)->epochs(), 1);  // it diverged later
}

TEST_F(ReaderTest, TellsATrialWithoutANetworkFromNoTrial) {
  Commit(history_.TrainNineTrials());
  EXPECT_THAT(reader_->GetModel("digits", 3),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no network")));
  EXPECT_THAT(reader_->GetModel("digits", 9),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("trial 9")));
}

TEST_F(ReaderTest, CountsTasksThatRunAtOneTime) {
  history_.Propose(0).Propose(1).Propose(2);
  Commit(history_.Start(0, 0).Start(1, 0).End(0, 0, v1::Attempt::LOST).Start(0, 0, 2, 2));
  v1::Progress progress = reader_->GetSearch("digits")->progress();
  EXPECT_EQ(progress.running_tasks(), 2);
  EXPECT_EQ(progress.rungs(0).running(), 2);
  EXPECT_EQ(progress.most_running_tasks(), 2);
  EXPECT_EQ(progress.lost_attempts(), 1);
  Commit(history_.Start(2, 0).End(1, 0, v1::Attempt::COMPLETED));
  progress = reader_->GetSearch("digits")->progress();
  EXPECT_EQ(progress.running_tasks(), 2);
  EXPECT_EQ(progress.most_running_tasks(), 3);
}

TEST_F(ReaderTest, SumsSecondsSamplesAndFaults) {
  history_.Propose(0).Add(EpochsReported{1, 0, {ExampleEpoch(1, 0.5), ExampleEpoch(2, 0.6)}});
  Commit(history_.Add(DeterminismFault{{1, 0, false, 0}, 2, "differs", 1}));
  const v1::Progress progress = reader_->GetSearch("digits")->progress();
  EXPECT_EQ(progress.sample_count(), 200);
  EXPECT_EQ(progress.training_seconds(), 1.0);
  EXPECT_EQ(progress.determinism_faults(), 1);
}

TEST_F(ReaderTest, ShowsWhenASearchStartedAndEnded) {
  Commit(history_.Change(v1::Search::RUNNING).Propose(0).Train(0, 0, 0.5));
  EXPECT_TRUE(reader_->GetSearch("digits")->has_start_time());
  EXPECT_FALSE(reader_->GetSearch("digits")->has_end_time());
  Commit(history_.Change(v1::Search::SUCCEEDED));
  const auto search = reader_->GetSearch("digits");
  EXPECT_TRUE(search->has_end_time());
  EXPECT_EQ(search->state(), v1::Search::SUCCEEDED);
  EXPECT_EQ(search->state_reason(), "because");
}

TEST_F(ReaderTest, ListsSearchesNewestFirstInPages) {
  Commit(history_.Create("b", 2).Create("c", 3));
  const auto first = reader_->ListSearches(2, 0);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->rows.size(), 2U);
  EXPECT_EQ(first->rows[0].name(), "searches/c");
  EXPECT_EQ(first->rows[1].name(), "searches/b");
  const auto second = reader_->ListSearches(2, first->next);
  ASSERT_EQ(second->rows.size(), 1U);
  EXPECT_EQ(second->rows[0].name(), "searches/digits");
  EXPECT_EQ(second->next, 0);
}

TEST_F(ReaderTest, ShowsATrialWithItsRungs) {
  Commit(history_.TrainNineTrials());
  const auto trial = reader_->GetTrial("digits", 1);
  ASSERT_THAT(trial, IsOk());
  EXPECT_EQ(trial->name(), "searches/digits/trials/1");
  EXPECT_EQ(trial->configuration().DebugString(), ExampleConfiguration(1).DebugString());
  EXPECT_EQ(trial->state(), v1::Trial::ELIMINATED);
  ASSERT_EQ(trial->rungs_size(), 2);
  EXPECT_EQ(trial->rungs(0).decision(), v1::PROMOTED);
  EXPECT_EQ(trial->rungs(0).rank(), 1);
  EXPECT_EQ(trial->rungs(0).size(), 9);
  EXPECT_EQ(trial->rungs(0).keep(), 3);
  EXPECT_EQ(trial->rungs(1).epochs(), 3);
  EXPECT_EQ(trial->rungs(1).score(), 0.8);
  EXPECT_EQ(trial->rungs(1).training().values().at("accuracy"), 0.925);
  EXPECT_EQ(trial->rungs(1).validation().values().at("log_loss"), 0.75);
  EXPECT_THAT(reader_->GetTrial("digits", 9),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("trial 9")));
}

TEST_F(ReaderTest, ShowsWhyATrialFailed) {
  Commit(history_.TrainNineTrials());
  const auto trial = reader_->GetTrial("digits", 6);
  ASSERT_THAT(trial, IsOk());
  EXPECT_EQ(trial->state(), v1::Trial::FAILED);
  EXPECT_EQ(trial->failure(), "5 workers were lost");
  EXPECT_FALSE(trial->rungs(0).has_score());
}

TEST_F(ReaderTest, ListsTrialsAsItShowsEach) {
  Commit(history_.TrainNineTrials().Propose(9).Start(9, 0));
  const auto trials = reader_->ListTrials("digits", 1, 20);
  ASSERT_THAT(trials, IsOk());
  ASSERT_EQ(trials->size(), 9U);
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ((*trials)[static_cast<std::size_t>(i)].DebugString(),
              reader_->GetTrial("digits", i + 1)->DebugString());
  }
  EXPECT_EQ(trials->back().state(), v1::Trial::RUNNING);
  EXPECT_EQ(reader_->ListTrials("digits", 8, 1)->size(), 1U);
  EXPECT_TRUE(reader_->ListTrials("digits", 10, 5)->empty());
}

TEST_F(ReaderTest, ListsTheBestSoFarHighestRungFirst) {
  Commit(history_.TrainNineTrials());
  const auto best = reader_->ListBestTrials("digits");
  ASSERT_THAT(best, IsOk());
  EXPECT_FALSE(best->is_final());
  ASSERT_EQ(best->trials_size(), 3);
  EXPECT_EQ(best->trials(0).trial().name(), "searches/digits/trials/2");
  EXPECT_EQ(best->trials(0).epochs(), 9);
  EXPECT_EQ(best->trials(0).score(), 0.97);
  EXPECT_DOUBLE_EQ(best->trials(0).gap(), 0.125);
  EXPECT_TRUE(best->trials(0).test().values().empty());
  EXPECT_EQ(best->trials(1).trial().name(), "searches/digits/trials/1");
  EXPECT_EQ(best->trials(2).trial().name(), "searches/digits/trials/7");
}

TEST_F(ReaderTest, IsFinalOnceAllFinalistsAreScored) {
  Commit(history_.TrainNineTrials().Choose({{2, 2}, {1, 1}}).ScoreFinalist(2, 0.96));
  auto best = reader_->ListBestTrials("digits");
  ASSERT_THAT(best, IsOk());
  ASSERT_EQ(best->trials_size(), 2);
  EXPECT_FALSE(best->is_final());
  EXPECT_EQ(best->trials(0).test().values().at("accuracy"), 0.96);
  EXPECT_EQ(best->trials(0).validation_spread(), 0.01);
  EXPECT_EQ(best->trials(0).test_spread(), 0.02);
  EXPECT_FALSE(best->trials(1).has_test_spread());
  Commit(history_.ScoreFinalist(1, 0.7));
  EXPECT_TRUE(reader_->ListBestTrials("digits")->is_final());
}

TEST_F(ReaderTest, ListsEpochsInPages) {
  v1::Epoch diverging = ExampleEpoch(3, 0.1);
  diverging.set_training_loss(std::nan(""));
  history_.Propose(0);
  Commit(
      history_.Add(EpochsReported{1, 0, {ExampleEpoch(1, 0.5), ExampleEpoch(2, 0.6), diverging}}));
  const auto epochs = reader_->ListEpochs("digits", 0, 2, 5);
  ASSERT_THAT(epochs, IsOk());
  ASSERT_EQ(epochs->size(), 2U);
  EXPECT_EQ((*epochs)[0].DebugString(), ExampleEpoch(2, 0.6).DebugString());
  EXPECT_TRUE(std::isnan((*epochs)[1].training_loss()));
  EXPECT_THAT(reader_->ListEpochs("digits", 5, 1, 5), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(ReaderTest, ListsAttemptsInTheOrderOfTheirLoans) {
  history_.Propose(0).Propose(1).Start(1, 0).Start(0, 0).End(1, 0, v1::Attempt::LOST);
  Commit(history_.Start(1, 0, 2, 2));
  const auto first = reader_->ListAttempts("digits", 0, 2, false);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->rows.size(), 2U);
  EXPECT_EQ(first->rows[0].name(), "searches/digits/trials/1/tasks/0/attempts/1");
  EXPECT_EQ(first->rows[0].end(), v1::Attempt::LOST);
  EXPECT_EQ(first->rows[0].detail(), "detail");
  EXPECT_GT(first->rows[0].end_time_us(), first->rows[0].start_time_us());
  EXPECT_EQ(first->rows[1].end(), v1::Attempt::END_UNSPECIFIED);
  EXPECT_EQ(first->rows[1].end_time_us(), 0);
  const auto second = reader_->ListAttempts("digits", first->next, 2, false);
  ASSERT_EQ(second->rows.size(), 1U);
  EXPECT_EQ(second->rows[0].worker(), "worker-b");
  EXPECT_EQ(second->next, 0);
}

TEST_F(ReaderTest, ListsLostAndFailedAttemptsAlone) {
  for (const std::int64_t trial : {0, 1, 2, 3}) history_.Propose(trial).Start(trial, 0);
  history_.End(0, 0, v1::Attempt::LOST).End(1, 0, v1::Attempt::RETURNED);
  Commit(history_.End(2, 0, v1::Attempt::FAILED));
  const auto page = reader_->ListAttempts("digits", 0, 10, /*lost_or_failed_only=*/true);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->rows.size(), 2U);
  EXPECT_EQ(page->rows[0].end(), v1::Attempt::LOST);
  EXPECT_EQ(page->rows[1].end(), v1::Attempt::FAILED);
  EXPECT_EQ(page->rows[1].detail(), "detail");
}

TEST_F(ReaderTest, ListsWorkersByNameWithTheirLatestLife) {
  history_.Add(SessionStarted{3, "worker-a", "x86-64-v4", 9'000'000, "", "lab-2", "0.2.0", 4});
  history_.TrainNineTrials().Propose(9).Start(9, 0, 1, 3);
  Commit(history_);
  const auto workers = reader_->ListWorkers("", 10);
  ASSERT_THAT(workers, IsOk());
  ASSERT_EQ(workers->size(), 2U);
  EXPECT_EQ((*workers)[0].name(), "workers/worker-a");
  EXPECT_EQ((*workers)[0].numerics(), "x86-64-v4");
  EXPECT_EQ((*workers)[0].host(), "lab-2");
  EXPECT_EQ((*workers)[0].version(), "0.2.0");
  EXPECT_EQ((*workers)[0].cpu_count(), 4);
  EXPECT_EQ((*workers)[0].start_time().seconds(), 9);
  EXPECT_EQ((*workers)[0].attempt(), "searches/digits/trials/9/tasks/0/attempts/1");
  EXPECT_EQ((*workers)[0].completed_task_count(), 7 + 2 + 1);
  EXPECT_EQ((*workers)[1].attempt(), "");
  EXPECT_EQ(reader_->ListWorkers("worker-a", 10)->size(), 1U);
}

TEST_F(ReaderTest, TellsWhichWorkersAreSentHomeAndHowTheyEnded) {
  history_.Add(SessionDrained{1, 1}).Add(SessionEnded{2, "killed by signal 6", 2});
  history_.Add(SessionStarted{3, "worker-c", "x86-64-v4", 3});
  Commit(history_);
  const auto workers = reader_->ListWorkers("", 10);
  ASSERT_THAT(workers, IsOk());
  ASSERT_EQ(workers->size(), 3U);
  EXPECT_EQ((*workers)[0].state(), v1::Worker::DRAINING);
  EXPECT_EQ((*workers)[1].state(), v1::Worker::ENDED);
  EXPECT_EQ((*workers)[1].end_reason(), "killed by signal 6");
  EXPECT_EQ((*workers)[2].state(), v1::Worker::IDLE);
}

TEST_F(ReaderTest, CountsTheTasksThatWaitAndTheLeasesOfEachWorker) {
  Commit(history_.Change(v1::Search::RUNNING).Propose(0).Start(0, 0).Propose(1).Start(1, 0, 1, 2));
  const auto first = reader_->GetLoad(0);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->searches.size(), 1U);
  EXPECT_EQ(first->searches[0].name, "digits");
  EXPECT_EQ(first->searches[0].state, v1::Search::RUNNING);
  EXPECT_EQ(first->searches[0].running_tasks, 2);
  EXPECT_EQ(first->searches[0].waiting_tasks, 9 - 2);
  const std::map<std::string, std::int64_t> one_each = {{"worker-a", 1}, {"worker-b", 1}};
  EXPECT_EQ(first->open_leases, one_each);
}

TEST_F(ReaderTest, CountsTheTasksOfARungOnceTheRungBelowIsDecided) {
  history_.Change(v1::Search::RUNNING);
  for (std::int64_t trial = 0; trial < 9; ++trial) history_.Propose(trial).Train(trial, 0, 0.5);
  Commit(history_);
  EXPECT_EQ(reader_->GetLoad(0)->searches[0].waiting_tasks, 0);
  Commit(history_.Decide(0, 9, 3));
  EXPECT_EQ(reader_->GetLoad(0)->searches[0].waiting_tasks, 3);
}

TEST_F(ReaderTest, CountsNoTaskOfASearchThatIsPausedAndForgetsOneThatEndedLongAgo) {
  Commit(history_.Change(v1::Search::PAUSED));
  EXPECT_EQ(reader_->GetLoad(0)->searches[0].waiting_tasks, 0);
  Commit(history_.Change(v1::Search::CANCELLED));
  EXPECT_EQ(reader_->GetLoad(0)->searches.size(), 1U);
  EXPECT_TRUE(reader_->GetLoad(std::numeric_limits<std::int64_t>::max())->searches.empty());
}

TEST_F(ReaderTest, ListsDataSetsNewestFirst) {
  Commit(history_.Add(DataSetAdded{Digest('a'), "iris.csv", 5, 4, 3, 1'000'000}));
  const auto one = reader_->GetDataSet(Digest('a'));
  ASSERT_THAT(one, IsOk());
  EXPECT_EQ(one->name(), "dataSets/" + Digest('a'));
  EXPECT_EQ(one->display_name(), "iris.csv");
  EXPECT_EQ(one->row_count(), 4);
  const auto page = reader_->ListDataSets(1, 0);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->rows.at(0).display_name(), "iris.csv");
  EXPECT_EQ(reader_->ListDataSets(1, page->next)->rows.at(0).display_name(), "digits.csv");
  EXPECT_THAT(reader_->GetDataSet(Digest('b')), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(ReaderTest, FindsASplitByItsKey) {
  const auto split = reader_->FindSplit("split");
  ASSERT_THAT(split, IsOk());
  ASSERT_TRUE(split->has_value());
  EXPECT_EQ((*split)->training_blob, Digest('e'));
  EXPECT_EQ((*split)->encoding, std::string("\0\1", 2));
  EXPECT_FALSE(reader_->FindSplit("other")->has_value());
}

TEST_F(ReaderTest, ComparesEveryResultWithItsGap) {
  Commit(history_.TrainNineTrials());
  const auto read = reader_->GetResults("digits");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->search.name(), "searches/digits");
  const std::vector<TrialAtRung>& trials = read->results;
  ASSERT_EQ(trials.size(), 13U);
  const TrialAtRung& top = trials[5];
  EXPECT_EQ(top.trial, 2);
  EXPECT_EQ(top.rung, 2);
  EXPECT_EQ(top.epochs, 9);
  EXPECT_EQ(top.score, 0.97);
  EXPECT_DOUBLE_EQ(top.gap.value(), 0.125);
  EXPECT_EQ(top.configuration.DebugString(), ExampleConfiguration(2).DebugString());
  const TrialAtRung& diverged = trials[6];
  EXPECT_EQ(diverged.trial, 3);
  EXPECT_EQ(diverged.outcome, v1::CompleteTaskRequest::DIVERGED);
  EXPECT_FALSE(diverged.score.has_value());
  EXPECT_FALSE(diverged.gap.has_value());
}

TEST_F(ReaderTest, ReadsAllLearningCurves) {
  history_.Propose(0).Propose(1).Add(EpochsReported{1, 1, {ExampleEpoch(1, 0.5)}});
  Commit(history_.Add(EpochsReported{1, 0, {ExampleEpoch(1, 0.25), ExampleEpoch(2, 0.75)}}));
  const auto read = reader_->GetCurves("digits");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->search.name(), "searches/digits");
  const std::vector<EpochScores>& points = read->points;
  ASSERT_EQ(points.size(), 3U);
  EXPECT_EQ(points[1].epoch, 2);
  EXPECT_EQ(points[1].validation_score, 0.75);
  EXPECT_EQ(points[2].trial, 1);
}

TEST_F(ReaderTest, NeedsTheCheckpointsOfTrialsThatMayGoOnOrBecomeFinalists) {
  history_.Propose(0).Train(0, 0, 0.5).Propose(1).Train(1, 0, 0.6);
  Commit(history_);
  const std::string undecided_0 = 'a' + std::string(63, '0');
  const std::string undecided_1 = 'a' + std::string(63, '1');
  EXPECT_THAT(*reader_->BlobsInUse(), UnorderedElementsAre(Digest('d'), Digest('e'), Digest('f'),
                                                           undecided_0, undecided_1));
  Commit(history_.Decide(0, 2, 1).Train(1, 1, 0.7));
  const std::string higher_1 = 'b' + std::string(63, '1');
  // Trial 1 has a later checkpoint; trial 0 may yet be a finalist.
  EXPECT_THAT(*reader_->BlobsInUse(),
              UnorderedElementsAre(Digest('d'), Digest('e'), Digest('f'), undecided_0, higher_1));
  Commit(history_.Choose({{1, 1}}).Change(v1::Search::SUCCEEDED));
  EXPECT_THAT(*reader_->BlobsInUse(),
              UnorderedElementsAre(Digest('d'), Digest('e'), Digest('f'), higher_1));
}

TEST_F(ReaderTest, NeedsNoCheckpointOfATrialThatCannotBeAFinalist) {
  Commit(history_.TrainNineTrials());
  const auto blobs = *reader_->BlobsInUse();
  // Rung 0 keeps 3 and there are 3 finalists: the last of 7 with a score is out.
  EXPECT_FALSE(blobs.contains('a' + std::string(63, '8')));
  EXPECT_THAT(blobs, IsSupersetOf({'a' + std::string(63, '7'), 'c' + std::string(63, '2')}));
}

TEST_F(ReaderTest, NeedsTheCheckpointOfATaskHandedBackUntilTheTaskIsDone) {
  history_.Propose(0).Start(0, 0);
  history_.Add(AttemptEnded{.task = {1, 0, false, 0},
                            .attempt = 1,
                            .end = v1::Attempt::RETURNED,
                            .time_us = 5,
                            .checkpoint = Digest('9')});
  Commit(history_);
  EXPECT_TRUE(reader_->BlobsInUse()->contains(Digest('9')));
  history_.Start(0, 0, 2, 2).End(0, 0, v1::Attempt::LOST, 2);
  Commit(history_);
  EXPECT_TRUE(reader_->BlobsInUse()->contains(Digest('9')));
  Commit(history_.Fail(0, 0));
  EXPECT_FALSE(reader_->BlobsInUse()->contains(Digest('9')));
}

TEST_F(ReaderTest, ASnapshotStaysAsItWasWhileTheStoreCommits) {
  auto database = Database::Open(path_, Database::Mode::kReadOnly);
  ASSERT_THAT(database, IsOk());
  constexpr char kCount[] = "SELECT count(*) FROM trials";
  {
    const auto snapshot = Transaction::Begin(*database, Transaction::Kind::kSnapshot);
    ASSERT_THAT(snapshot, IsOk());
    EXPECT_EQ(database->QueryInt64(kCount).value(), 0);
    Commit(history_.Propose(0));
    EXPECT_EQ(database->QueryInt64(kCount).value(), 0);
  }
  EXPECT_EQ(database->QueryInt64(kCount).value(), 1);
}

TEST_F(ReaderTest, CannotWrite) {
  auto database = Database::Open(path_, Database::Mode::kReadOnly);
  ASSERT_THAT(database, IsOk());
  EXPECT_THAT(database->Execute("DELETE FROM sessions"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("readonly")));
}

TEST_F(ReaderTest, APoolSharesItsReadersBetweenThreads) {
  Commit(history_.TrainNineTrials());
  const auto pool = ReaderPool::Open(path_, 2);
  ASSERT_THAT(pool, IsOk());
  std::vector<std::thread> threads;
  std::vector<int> counts(6);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int k = 0; k < 20; ++k) {
        const ReaderPool::Lease reader = (*pool)->Take();
        counts[i] += static_cast<int>(reader->ListTrials("digits", 0, 100)->size());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : counts) EXPECT_EQ(count, 180);
}

}  // namespace
}  // namespace rung
