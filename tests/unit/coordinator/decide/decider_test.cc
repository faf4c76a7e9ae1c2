#include "decider_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "common/counter_random.h"
#include "common/resource_names.h"
#include "common/spec/spec_defaults.h"

namespace rung {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeciderTest, TrainsEachTrialOnceARungAndScoresTheFinalists) {
  EXPECT_EQ(WorkThrough(worker_), 9 + 3 + 1 + 3);
  EXPECT_EQ(LastState(), v1::Search::SUCCEEDED);
  EXPECT_THAT(FactsOf<TrialProposed>(facts_), SizeIs(9));
  EXPECT_THAT(FactsOf<ResultRecorded>(facts_), SizeIs(13));
  EXPECT_THAT(FactsOf<FinalistScored>(facts_), SizeIs(3));
}

TEST_F(DeciderTest, PromotesTheBestThirdOfEachRung) {
  WorkThrough(worker_);
  Collect();
  const auto decided = FactsOf<RungDecided>(facts_);
  ASSERT_THAT(decided, SizeIs(3));
  EXPECT_EQ(decided[0].size, 9);
  EXPECT_EQ(decided[0].keep, 3);
  EXPECT_EQ(decided[1].keep, 1);
  // Trial 4 scores 0.2 in rung 0 … the best three of (7 t mod 9) are 5, 1 and 6.
  std::vector<std::int64_t> in_rung_1;
  for (const auto& result : FactsOf<ResultRecorded>(facts_)) {
    if (result.task.rung == 1) in_rung_1.push_back(result.task.trial);
  }
  EXPECT_THAT(in_rung_1, ElementsAre(5, 1, 6));
}

TEST_F(DeciderTest, GivesAPromotedTrialItsCheckpointAndTheNextTarget) {
  std::map<std::int64_t, std::string> started_from;
  while (const auto task = worker_.Lease()) {
    const AttemptName name = *ParseAttemptName(task->name());
    if (!name.is_test && name.rung == 1) {
      EXPECT_EQ(task->target_epochs(), 3);
      started_from[name.trial] = task->checkpoint();
    }
    worker_.Complete(*task);
  }
  ASSERT_THAT(started_from, SizeIs(3));
  for (const auto& [trial, checkpoint] : started_from) {
    EXPECT_EQ(checkpoint, "checkpoint of " + std::to_string(trial) + " at 0");
  }
}

TEST_F(DeciderTest, KeepsTheTestRowsSealedUntilTheFinalistsAreChosen) {
  bool has_finalists = false;
  while (const auto task = worker_.Lease()) {
    const AttemptName name = *ParseAttemptName(task->name());
    EXPECT_EQ(!task->test_data().empty(), name.is_test);
    Collect();
    has_finalists |= !FactsOf<FinalistsChosen>(facts_).empty();
    EXPECT_EQ(name.is_test, has_finalists);
    worker_.Complete(*task);
  }
  EXPECT_TRUE(has_finalists);
}

TEST_F(DeciderTest, WaitsAtTheEndOfARungForItsLastResult) {
  const auto slow = worker_.Lease();
  EXPECT_EQ(WorkThrough(other_), 8);
  worker_.Complete(*slow);
  EXPECT_TRUE(other_.Lease().has_value());
}

TEST_F(DeciderTest, LendsAgainWhatAWorkerLostAndSupersedesIt) {
  const auto task = worker_.Lease();
  EXPECT_THAT(WorkThrough(other_, After(seconds(1))), 8);
  const Now late = After(seconds(31));
  const auto again = other_.Lease(late);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(ParseAttemptName(again->name())->attempt, 2);
  EXPECT_EQ(again->trial(), task->trial());
  EXPECT_EQ(worker_.Renew(*task, late), v1::RenewLeaseResponse::SUPERSEDED);
  EXPECT_EQ(worker_.Complete(*task, late), v1::CompleteTaskResponse::SUPERSEDED);
  EXPECT_EQ(other_.Complete(*again, late), v1::CompleteTaskResponse::RECORDED);
  Collect();
  const auto ended = FactsOf<AttemptEnded>(facts_);
  EXPECT_EQ(std::count_if(ended.begin(), ended.end(),
                          [](const auto& end) { return end.end == v1::Attempt::LOST; }),
            1);
}

TEST_F(DeciderTest, RenewsALeasePastItsDeadlineWhileNobodyElseHasTheTask) {
  const auto task = worker_.Lease();
  const Now late = After(seconds(100));
  decider_.Tick(late);
  EXPECT_EQ(worker_.Renew(*task, late), v1::RenewLeaseResponse::RENEWED);
  EXPECT_NE(other_.Lease(late)->trial(), task->trial());
  EXPECT_EQ(worker_.Complete(*task, late), v1::CompleteTaskResponse::RECORDED);
}

TEST_F(DeciderTest, LosesNoTaskWhileAnotherWaitsToBeLentAgain) {
  const auto overdue = worker_.Lease();
  const Now late = After(seconds(31));
  other_.Return(*other_.Lease());
  EXPECT_NE(other_.Lease(late)->trial(), overdue->trial());
  EXPECT_EQ(worker_.Complete(*overdue, late), v1::CompleteTaskResponse::RECORDED);
}

TEST_F(DeciderTest, RecordsAResultOnceHoweverOftenItIsReported) {
  const auto task = worker_.Lease();
  EXPECT_EQ(worker_.Complete(*task), v1::CompleteTaskResponse::RECORDED);
  EXPECT_EQ(worker_.Complete(*task), v1::CompleteTaskResponse::ALREADY_RECORDED);
  Collect();
  EXPECT_THAT(FactsOf<ResultRecorded>(facts_), SizeIs(1));
}

TEST_F(DeciderTest, RecordsAFaultWhereTwoAttemptsDisagree) {
  const auto task = worker_.Lease();
  const Now late = After(seconds(31));
  const auto again = other_.Lease(late);
  other_.Complete(*again, late);
  v1::CompleteTaskRequest different = FakeResult(*task, worker_);
  different.set_checkpoint("another checkpoint");
  EXPECT_EQ(decider_.CompleteTask(different, late)->answer(), v1::CompleteTaskResponse::SUPERSEDED);
  Collect();
  EXPECT_THAT(FactsOf<DeterminismFault>(facts_), SizeIs(1));
}

TEST_F(DeciderTest, RecordsAFaultOnceHoweverOftenTheResultIsReported) {
  const auto task = worker_.Lease();
  worker_.Complete(*task);
  v1::CompleteTaskRequest different = FakeResult(*task, worker_);
  different.set_checkpoint("another checkpoint");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(decider_.CompleteTask(different, kStart)->answer(),
              v1::CompleteTaskResponse::SUPERSEDED);
  }
  Collect();
  EXPECT_THAT(FactsOf<DeterminismFault>(facts_), SizeIs(1));
}

TEST_F(DeciderTest, TakesTheRepeatOfAScoreThatIsNotFiniteForTheSameResult) {
  const auto task = worker_.Lease();
  v1::CompleteTaskRequest result = FakeResult(*task, worker_);
  (*result.mutable_validation()->mutable_values())["accuracy"] = std::nan("");
  EXPECT_EQ(decider_.CompleteTask(result, kStart)->answer(), v1::CompleteTaskResponse::RECORDED);
  EXPECT_EQ(decider_.CompleteTask(result, kStart)->answer(),
            v1::CompleteTaskResponse::ALREADY_RECORDED);
  Collect();
  EXPECT_THAT(FactsOf<DeterminismFault>(facts_), IsEmpty());
}

TEST_F(DeciderTest, SeesNoFaultWhereOneOfTwoAttemptsWasNotTrained) {
  const auto task = worker_.Lease();
  const Now late = After(seconds(31));
  const auto again = other_.Lease(late);
  other_.Finish(*again, v1::CompleteTaskRequest::FAILED, late);
  EXPECT_EQ(worker_.Complete(*task, late), v1::CompleteTaskResponse::SUPERSEDED);
  Collect();
  EXPECT_THAT(FactsOf<DeterminismFault>(facts_), IsEmpty());
}

TEST_F(DeciderTest, FailsATrialThatCostsTooManyWorkersTheirTask) {
  Now now = kStart;
  std::optional<v1::Task> task = worker_.Lease(now);
  const std::int64_t trial = task->trial();
  for (int lost = 1; lost < 5; ++lost) {
    now.monotonic += seconds(31);
    task = worker_.Lease(now);
    ASSERT_EQ(task->trial(), trial);
  }
  now.monotonic += seconds(31);
  decider_.Tick(now);
  Collect();
  const auto results = FactsOf<ResultRecorded>(facts_);
  ASSERT_THAT(results, SizeIs(1));
  EXPECT_EQ(results[0].task.trial, trial);
  EXPECT_EQ(results[0].outcome, v1::CompleteTaskRequest::FAILED);
  EXPECT_THAT(results[0].failure, HasSubstr("5 workers were lost"));
  // The others go on without it.
  EXPECT_EQ(WorkThrough(other_, now), 8 + 3 + 1 + 3);
}

TEST_F(DeciderTest, FailsATaskThatWasLostTooOftenThoughAnotherRanOutBefore) {
  v1::SearchSpec spec = NineTrials("strict");
  spec.set_max_attempts(2);
  ASSERT_THAT(decider_.CancelSearch("nine", kStart), IsOk());
  ASSERT_THAT(CreateSearch(decider_, spec), IsOk());
  const auto lost_once = worker_.Lease();
  const auto lent_again = other_.Lease(After(seconds(31)));
  ASSERT_EQ(lent_again->trial(), lost_once->trial());
  // Another task runs out first; it has an attempt left and may yet be renewed.
  const auto first = worker_.Lease(After(seconds(32)));
  ASSERT_NE(first->trial(), lent_again->trial());
  EXPECT_EQ(other_.Renew(*lent_again, After(seconds(40))), v1::RenewLeaseResponse::RENEWED);
  Collect();
  facts_.clear();
  decider_.Tick(After(seconds(100)));
  Collect();
  const auto results = FactsOf<ResultRecorded>(facts_);
  ASSERT_THAT(results, SizeIs(1));
  EXPECT_EQ(results[0].task.trial, lent_again->trial());
  EXPECT_EQ(worker_.Renew(*first, After(seconds(100))), v1::RenewLeaseResponse::RENEWED);
}

TEST_F(DeciderTest, TreatsAScoreThatIsNotFiniteAsDiverged) {
  const auto task = worker_.Lease();
  v1::CompleteTaskRequest result = FakeResult(*task, worker_);
  (*result.mutable_validation()->mutable_values())["accuracy"] = std::nan("");
  ASSERT_THAT(decider_.CompleteTask(result, kStart), IsOk());
  Collect();
  EXPECT_EQ(FactsOf<ResultRecorded>(facts_).at(0).outcome, v1::CompleteTaskRequest::DIVERGED);
}

TEST_F(DeciderTest, FailsASearchInWhichEveryTrialDiverges) {
  while (const auto task = worker_.Lease()) {
    worker_.Finish(*task, v1::CompleteTaskRequest::DIVERGED);
  }
  EXPECT_EQ(LastState(), v1::Search::FAILED);
}

TEST_F(DeciderTest, AnswersARepeatedLeaseCallWithTheSameTask) {
  v1::LeaseTaskRequest request;
  request.set_session(worker_.session());
  request.set_request_id("same");
  const auto first = decider_.LeaseTask(request, kStart);
  const auto second = decider_.LeaseTask(request, kStart);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->task().name(), second->task().name());
}

TEST_F(DeciderTest, AnswersARepeatedLeaseCallWithTheSameTaskThoughTheSessionHoldsANewerOne) {
  v1::LeaseTaskRequest request;
  request.set_session(worker_.session());
  request.set_request_id("same");
  const auto first = decider_.LeaseTask(request, kStart);
  const auto newer = worker_.Lease();
  ASSERT_TRUE(newer.has_value());
  EXPECT_EQ(decider_.LeaseTask(request, kStart)->task().name(), first->task().name());
}

TEST_F(DeciderTest, AnswersARepeatedLeaseCallWithTheSameTaskAfterARestart) {
  const auto returned = worker_.Lease();
  const auto held = worker_.Lease();
  worker_.Return(*returned);
  v1::LeaseTaskRequest request;
  request.set_session(worker_.session());
  request.set_request_id("same");
  const auto newest = decider_.LeaseTask(request, kStart);
  ASSERT_EQ(newest->task().trial(), returned->trial());
  Collect();
  // A replay goes by trial, not by time: the attempt on the higher trial comes last.
  const auto of_held = std::ranges::find_if(facts_, [&](const Fact& fact) {
    const auto* started = std::get_if<AttemptStarted>(&fact);
    return started != nullptr && started->task.trial == held->trial();
  });
  std::rotate(of_held, of_held + 1, facts_.end());
  Decider restarted(LeaseTimes{.lease = kLeaseDuration}, 0, 0, kSessionKey);
  for (const Fact& fact : facts_) restarted.Replay(fact, kStart.monotonic);
  EXPECT_EQ(restarted.LeaseTask(request, kStart)->task().name(), newest->task().name());
}

TEST_F(DeciderTest, LendsNothingToARepeatOfARequestWhoseTaskIsOver) {
  v1::LeaseTaskRequest request;
  request.set_session(worker_.session());
  request.set_request_id("same");
  EXPECT_FALSE(decider_.WasLent(request));
  worker_.Complete(decider_.LeaseTask(request, kStart)->task());
  EXPECT_FALSE(decider_.LeaseTask(request, kStart)->has_task());
  EXPECT_TRUE(decider_.WasLent(request));
}

TEST_F(DeciderTest, LendsNothingToALateRepeatOfARequestWhoseTaskIsOver) {
  v1::LeaseTaskRequest request;
  request.set_session(worker_.session());
  request.set_request_id("same");
  worker_.Complete(decider_.LeaseTask(request, kStart)->task());
  const auto newer = worker_.Lease();
  worker_.Complete(*newer);
  const auto newest = worker_.Lease();
  EXPECT_FALSE(decider_.LeaseTask(request, kStart)->has_task());
  EXPECT_EQ(worker_.Complete(*newest), v1::CompleteTaskResponse::RECORDED);
}

TEST_F(DeciderTest, RefusesACallWithoutASession) {
  v1::RenewLeaseRequest request;
  request.set_name(worker_.Lease()->name());
  EXPECT_THAT(decider_.RenewLease(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no session")));
}

TEST_F(DeciderTest, SharesWorkersEvenlyBetweenSearches) {
  ASSERT_THAT(CreateSearch(decider_, NineTrials("other")), IsOk());
  std::map<std::string, int> lent;
  for (int i = 0; i < 6; ++i) ++lent[ParseAttemptName(worker_.Lease()->name())->search];
  EXPECT_EQ(lent["nine"], 3);
  EXPECT_EQ(lent["other"], 3);
}

TEST_F(DeciderTest, RefusesEpochsThatTheTaskDoesNotTrain) {
  const auto task = worker_.Lease();
  v1::RenewLeaseRequest request;
  request.set_name(task->name());
  request.set_session(worker_.session());
  request.add_epochs()->set_epoch(2);
  EXPECT_THAT(decider_.RenewLease(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the task trains 1 to 1")));
}

TEST_F(DeciderTest, RefusesAnEpochBeyondWhatCanBeAddedUp) {
  v1::RenewLeaseRequest request;
  request.set_name(worker_.Lease()->name());
  request.set_session(worker_.session());
  v1::Epoch& epoch = *request.add_epochs();
  epoch.set_epoch(1);
  epoch.set_sample_count(10'000'000'001);
  EXPECT_THAT(decider_.RenewLease(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("10000000001 rows")));
  epoch.set_sample_count(1797);
  epoch.set_seconds(1e9);
  EXPECT_THAT(decider_.RenewLease(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("seconds")));
  epoch.set_seconds(0.5);
  EXPECT_THAT(decider_.RenewLease(request, kStart), IsOk());
}

TEST_F(DeciderTest, RefusesACompletedTrainingWithoutItsCheckpointOrScore) {
  const v1::CompleteTaskRequest whole = FakeResult(*worker_.Lease(), worker_);
  v1::CompleteTaskRequest request = whole;
  request.clear_checkpoint();
  EXPECT_THAT(decider_.CompleteTask(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no checkpoint")));
  request = whole;
  request.clear_training();
  EXPECT_THAT(decider_.CompleteTask(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("training has no metric")));
  request = whole;
  request.clear_validation();
  EXPECT_THAT(decider_.CompleteTask(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("validation has no metric")));
  EXPECT_THAT(decider_.CompleteTask(whole, kStart), IsOk());
}

TEST_F(DeciderTest, ScoresATrialThatStoppedEarlyAtItsBestEpoch) {
  v1::SearchSpec spec = NineTrials("patient");
  spec.mutable_random_search()->set_trials(1);
  spec.mutable_random_search()->set_patience(5);
  ASSERT_THAT(CreateSearch(decider_, WithDefaults(spec), "patient"), IsOk());
  ASSERT_THAT(decider_.CancelSearch("nine", kStart), IsOk());
  const v1::Task training = *worker_.Lease();
  EXPECT_EQ(training.patience(), 5);
  v1::CompleteTaskRequest request = FakeResult(training, worker_);
  request.set_trained_epochs(0);
  EXPECT_THAT(decider_.CompleteTask(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("trained_epochs is 0")));
  request.set_trained_epochs(7);
  EXPECT_THAT(decider_.CompleteTask(request, kStart), IsOk());
  const v1::Task scoring = *worker_.Lease();
  EXPECT_EQ(scoring.test_data(), "test");
  EXPECT_EQ(scoring.target_epochs(), 7);
  EXPECT_EQ(scoring.patience(), 0);
}

TEST_F(DeciderTest, RefusesATrainingThatEndsBeforeItsTargetWithoutPatience) {
  v1::CompleteTaskRequest request = FakeResult(*worker_.Lease(), worker_);
  request.set_trained_epochs(0);
  EXPECT_THAT(decider_.CompleteTask(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("trained_epochs is 0")));
}

TEST_F(DeciderTest, RefusesACompletedScoringWithoutAScore) {
  worker_.Complete(*worker_.Lease());
  ASSERT_THAT(decider_.StopSearch("nine", kStart), IsOk());
  v1::CompleteTaskRequest request = FakeResult(*worker_.Lease(), worker_);
  request.clear_test();
  EXPECT_THAT(decider_.CompleteTask(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("test has no metric")));
}

TEST_F(DeciderTest, RefusesMoreOrLongerMetricsThanAreKept) {
  const v1::CompleteTaskRequest whole = FakeResult(*worker_.Lease(), worker_);
  v1::CompleteTaskRequest request = whole;
  for (int i = 0; i < 16; ++i) {
    (*request.mutable_training()->mutable_values())["metric " + std::to_string(i)] = 1.0;
  }
  EXPECT_THAT(decider_.CompleteTask(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 16 metrics")));
  request = whole;
  (*request.mutable_validation()->mutable_values())[std::string(33, 'm')] = 1.0;
  EXPECT_THAT(decider_.CompleteTask(request, kStart),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 32 bytes")));
}

TEST_F(DeciderTest, CutsALongReasonBetweenCharacters) {
  worker_.Return(*worker_.Lease(), std::string(4095, 'a') + "\u00e9");
  Collect();
  const auto ended = FactsOf<AttemptEnded>(facts_);
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].detail, std::string(4095, 'a'));
}

TEST_F(DeciderTest, KnowsNoAttemptThatWasNeverMade) {
  v1::RenewLeaseRequest request;
  request.set_name("searches/nine/trials/3/tasks/0/attempts/1");
  request.set_session(worker_.session());
  EXPECT_THAT(decider_.RenewLease(request, kStart),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("never was")));
}

// What a search answers: who was in each rung, and the finalists.
struct Answer {
  std::vector<std::tuple<int, std::int64_t, double>> results;
  std::vector<std::int64_t> finalists;
  friend bool operator==(const Answer&, const Answer&) = default;
};

Answer AnswerOf(const std::vector<Fact>& facts) {
  Answer answer;
  for (const auto& result : FactsOf<ResultRecorded>(facts)) {
    answer.results.emplace_back(result.task.rung, result.task.trial, result.score.value_or(-1));
  }
  std::sort(answer.results.begin(), answer.results.end());
  const auto chosen = FactsOf<FinalistsChosen>(facts);
  for (const auto& finalist : chosen.at(0).finalists) {
    answer.finalists.push_back(finalist.trial);
  }
  return answer;
}

// Workers that lose leases, report late and twice, and a coordinator that forgets all
// it has in memory, in an order that follows from `seed`.
std::vector<Fact> DisturbedSearch(std::uint64_t seed) {
  auto decider = std::make_unique<Decider>(MakeDecider());
  v1::SearchSpec spec = NineTrials("nine");
  spec.set_max_attempts(100);
  EXPECT_THAT(CreateSearch(*decider, spec), IsOk());
  FakeWorker worker(*decider, "worker");
  std::vector<Fact> log;
  std::vector<v1::Task> held;
  Now now = kStart;
  for (std::uint32_t step = 0; step < 5000; ++step) {
    const CounterRandom random(seed, RandomPurpose::kBootstrap, 0, step);
    switch (random.Below(0, 8)) {
      case 0:
      case 1:
      case 2:
        if (const auto task = worker.Lease(now)) held.push_back(*task);
        break;
      case 3:
      case 4:
      case 5:
        // The task stays held: it may be reported again.
        if (!held.empty()) worker.Complete(held[random.Below(1, held.size())], now);
        break;
      case 6:
        now.monotonic += seconds(20);
        decider->Tick(now);
        break;
      default: {  // a restart
        for (Fact& fact : decider->TakeFacts()) log.push_back(std::move(fact));
        decider = std::make_unique<Decider>(LeaseTimes{.lease = kLeaseDuration}, 0, 0, kSessionKey);
        for (const Fact& fact : log) decider->Replay(fact, now.monotonic);
        worker.Meet(*decider);
        break;
      }
    }
  }
  for (Fact& fact : decider->TakeFacts()) log.push_back(std::move(fact));
  return log;
}

TEST(DeciderProperty, GivesTheSameAnswerWhateverIsLostRepeatedOrRestarted) {
  Decider decider = MakeDecider();
  ASSERT_THAT(CreateSearch(decider, NineTrials("nine")), IsOk());
  FakeWorker worker(decider, "worker");
  WorkThrough(worker);
  const Answer undisturbed = AnswerOf(decider.TakeFacts());
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<Fact> log = DisturbedSearch(seed);
    ASSERT_EQ(FactsOf<SearchStateChanged>(log).back().state, v1::Search::SUCCEEDED)
        << "seed " << seed;
    EXPECT_EQ(AnswerOf(log), undisturbed) << "seed " << seed;
  }
}

}  // namespace
}  // namespace rung
