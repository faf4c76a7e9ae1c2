#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/resource_names.h"
#include "coordinator/decide/decider.h"
#include "fake_search.h"
#include "tests/unit/status_matchers.h"

// How workers' processes are sent home, end, and are found to stand still.
namespace rung {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

class DeciderSessionsTest : public testing::Test {
 protected:
  DeciderSessionsTest() {
    EXPECT_THAT(CreateSearch(decider_, NineTrials("nine"), "first"), IsOk());
  }

  absl::StatusOr<v1::LeaseTaskResponse> Ask(const FakeWorker& worker, Now now = kStart) {
    v1::LeaseTaskRequest request;
    request.set_session(worker.session());
    request.set_request_id("asked");
    return decider_.LeaseTask(request, now);
  }
  // A call for a task by worker_, which says that it holds one.
  v1::LeaseTaskRequest AskHolding(const v1::Task& held) const {
    v1::LeaseTaskRequest request;
    request.set_session(worker_.session());
    request.add_held_attempts(held.name());
    return request;
  }
  absl::Status Drain(const FakeWorker& worker) {
    v1::DrainSessionRequest request;
    request.set_session(worker.session());
    return decider_.DrainSession(request, kStart).status();
  }
  absl::Status End(const FakeWorker& worker, const std::string& reason,
                   const std::string& task = "") {
    v1::EndSessionRequest request;
    request.set_task(task);
    request.set_session(worker.session());
    request.set_reason(reason);
    return decider_.EndSession(request, kStart).status();
  }
  absl::Status HandBack(const FakeWorker& worker, const v1::Task& task,
                        const std::string& checkpoint) {
    v1::ReturnTaskRequest request;
    request.set_name(task.name());
    request.set_session(worker.session());
    request.set_reason("asked to stop");
    request.set_checkpoint(checkpoint);
    return decider_.ReturnTask(request, kStart).status();
  }
  // Hands back what is lent until nothing is, or `most` tasks were; answers how many.
  int RefuseAll(Decider& decider, v1::ReturnTaskRequest::Cause cause, int most) {
    int refused = 0;
    for (; refused < most; ++refused) {
      const auto task = worker_.Lease();
      if (!task) break;
      v1::ReturnTaskRequest request;
      request.set_name(task->name());
      request.set_session(worker_.session());
      request.set_reason("there is no blob");
      request.set_cause(cause);
      EXPECT_THAT(decider.ReturnTask(request, kStart), IsOk());
    }
    return refused;
  }
  // The coordinator started again, from what was recorded.
  Decider Restarted(const std::string& key = kSessionKey) {
    Decider restarted(LeaseTimes{.lease = kLeaseDuration}, 0, 0, key);
    for (const Fact& fact : decider_.TakeFacts()) restarted.Replay(fact, kStart.monotonic);
    return restarted;
  }

  Decider decider_ = MakeDecider();
  FakeWorker worker_{decider_, "worker-1"};
  FakeWorker other_{decider_, "worker-2"};
};

TEST_F(DeciderSessionsTest, LendsADrainedSessionNothingAndTellsItSo) {
  EXPECT_THAT(Drain(worker_), IsOk());
  const auto response = Ask(worker_);
  ASSERT_THAT(response, IsOk());
  EXPECT_FALSE(response->has_task());
  EXPECT_TRUE(response->drain());
  EXPECT_TRUE(other_.Lease().has_value());
}

TEST_F(DeciderSessionsTest, TakesTheResultOfATaskThatADrainedSessionHolds) {
  const auto task = worker_.Lease();
  EXPECT_THAT(Drain(worker_), IsOk());
  EXPECT_EQ(worker_.Renew(*task), v1::RenewLeaseResponse::RENEWED);
  EXPECT_EQ(worker_.Complete(*task), v1::CompleteTaskResponse::RECORDED);
}

TEST_F(DeciderSessionsTest, DrainsAllSessionsOfAWorker) {
  const FakeWorker next_life(decider_, "worker-1");
  EXPECT_THAT(decider_.DrainWorker("worker-1", kStart), IsOk());
  EXPECT_TRUE(decider_.IsDrained(next_life.session()));
  EXPECT_TRUE(decider_.IsDrained(worker_.session()));
  EXPECT_FALSE(decider_.IsDrained(other_.session()));
}

TEST_F(DeciderSessionsTest, DrainsTheLifeAfterADrainedOne) {
  EXPECT_THAT(decider_.DrainWorker("worker-1", kStart), IsOk());
  v1::StartSessionRequest request;
  request.set_worker("worker-1");
  EXPECT_FALSE(decider_.IsDrained(decider_.StartSession(request, kStart)->session()));
  request.set_previous_session(worker_.session());
  EXPECT_TRUE(decider_.IsDrained(decider_.StartSession(request, kStart)->session()));
  request.set_worker("worker-2");
  EXPECT_FALSE(decider_.IsDrained(decider_.StartSession(request, kStart)->session()));
}

TEST_F(DeciderSessionsTest, AnswersARepeatedStartWithTheSameSession) {
  v1::StartSessionRequest request;
  request.set_worker("worker-3");
  request.set_request_id("asked once");
  const std::string session = decider_.StartSession(request, kStart)->session();
  EXPECT_EQ(decider_.StartSession(request, kStart)->session(), session);
  Decider restarted = Restarted();
  EXPECT_EQ(restarted.StartSession(request, kStart)->session(), session);
  request.set_worker("worker-4");
  EXPECT_THAT(restarted.StartSession(request, kStart).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("another worker")));
  request.set_worker("worker-3");
  request.set_request_id("asked anew");
  EXPECT_NE(restarted.StartSession(request, kStart)->session(), session);
}

TEST_F(DeciderSessionsTest, RefusesToDrainAWorkerThatIsUnknownOrHasEnded) {
  EXPECT_THAT(decider_.DrainWorker("worker-9", kStart),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("'worker-9'")));
  EXPECT_THAT(End(worker_, "killed"), IsOk());
  EXPECT_THAT(decider_.DrainWorker("worker-1", kStart),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("ended already")));
}

TEST_F(DeciderSessionsTest, DrainsOnceMoreAWorkerThatEndedSo) {
  EXPECT_THAT(decider_.DrainWorker("worker-1", kStart), IsOk());
  EXPECT_THAT(End(worker_, "drained"), IsOk());
  EXPECT_THAT(decider_.DrainWorker("worker-1", kStart), IsOk());
}

TEST_F(DeciderSessionsTest, KnowsAfterARestartWhoIsDrainedAndWhoHasEnded) {
  EXPECT_THAT(Drain(worker_), IsOk());
  EXPECT_THAT(End(other_, "killed"), IsOk());
  const Decider restarted = Restarted();
  EXPECT_TRUE(restarted.IsDrained(worker_.session()));
  EXPECT_TRUE(restarted.IsDrained(other_.session()));
}

TEST_F(DeciderSessionsTest, LosesWhatAnEndedSessionHeldWithItsLastWordsAndLendsItAgain) {
  const auto task = worker_.Lease();
  decider_.TakeFacts();
  EXPECT_THAT(End(worker_, "killed by signal 6"), IsOk());
  const auto ended = FactsOf<AttemptEnded>(decider_.TakeFacts());
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].end, v1::Attempt::LOST);
  EXPECT_EQ(ended[0].detail, "killed by signal 6");
  EXPECT_EQ(other_.Lease()->trial(), task->trial());
  EXPECT_EQ(worker_.Complete(*task), v1::CompleteTaskResponse::SUPERSEDED);
}

TEST_F(DeciderSessionsTest, FailsATaskThatKillsItsWorkersWithTheLastWords) {
  v1::SearchSpec spec = NineTrials("deadly");
  spec.set_max_attempts(2);
  EXPECT_THAT(decider_.CancelSearch("nine", kStart), IsOk());
  EXPECT_THAT(CreateSearch(decider_, spec), IsOk());
  for (int life = 1; life <= 2; ++life) {
    FakeWorker doomed(decider_, "doomed");
    EXPECT_EQ(doomed.Lease()->trial(), 0);
    EXPECT_THAT(End(doomed, "killed by signal 6"), IsOk());
  }
  const auto results = FactsOf<ResultRecorded>(decider_.TakeFacts());
  ASSERT_THAT(results, SizeIs(1));
  EXPECT_EQ(results[0].outcome, v1::CompleteTaskRequest::FAILED);
  EXPECT_THAT(results[0].failure, AllOf(HasSubstr("2 workers"), HasSubstr("killed by signal 6")));
  EXPECT_EQ(other_.Lease()->trial(), 1);
}

TEST_F(DeciderSessionsTest, BlamesTheTaskThatWasWorkedOnAloneForADeath) {
  const auto done = worker_.Lease();
  const auto deadly = worker_.Lease();
  decider_.TakeFacts();
  EXPECT_THAT(End(worker_, "killed by signal 6", deadly->name()), IsOk());
  const auto ended = FactsOf<AttemptEnded>(decider_.TakeFacts());
  ASSERT_THAT(ended, SizeIs(2));
  for (const AttemptEnded& end : ended) {
    EXPECT_EQ(end.end,
              end.task.trial == deadly->trial() ? v1::Attempt::LOST : v1::Attempt::RETURNED);
  }
  EXPECT_EQ(other_.Lease()->trial(), done->trial());
}

TEST_F(DeciderSessionsTest, LosesNothingThatAWorkerHeldWhichWasAskedToEnd) {
  const auto task = worker_.Lease();
  decider_.TakeFacts();
  v1::EndSessionRequest request;
  request.set_session(worker_.session());
  request.set_reason("asked to stop");
  request.set_was_asked(true);
  EXPECT_THAT(decider_.EndSession(request, kStart), IsOk());
  const auto ended = FactsOf<AttemptEnded>(decider_.TakeFacts());
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].end, v1::Attempt::RETURNED);
  EXPECT_EQ(other_.Lease()->trial(), task->trial());
}

TEST_F(DeciderSessionsTest, EndsASessionOnce) {
  worker_.Lease();
  EXPECT_THAT(End(worker_, "killed"), IsOk());
  decider_.TakeFacts();
  EXPECT_THAT(End(worker_, "killed again"), IsOk());
  EXPECT_THAT(decider_.TakeFacts(), SizeIs(0));
}

TEST_F(DeciderSessionsTest, GoesOnFromTheCheckpointThatCameWithATaskHandedBack) {
  const auto task = worker_.Lease();
  EXPECT_THAT(HandBack(worker_, *task, "on the way"), IsOk());
  Decider restarted = Restarted();
  other_.Meet(restarted);
  const auto again = other_.Lease();
  EXPECT_EQ(again->trial(), task->trial());
  EXPECT_EQ(again->checkpoint(), "on the way");
  EXPECT_EQ(again->target_epochs(), task->target_epochs());
}

TEST_F(DeciderSessionsTest, ForgetsACheckpointOnTheWayOnceTheRungIsReached) {
  const auto task = worker_.Lease();
  EXPECT_THAT(HandBack(worker_, *task, "on the way"), IsOk());
  while (const auto next = other_.Lease()) {
    const AttemptName name = *ParseAttemptName(next->name());
    if (name.rung > 0) {
      EXPECT_EQ(next->checkpoint(), "checkpoint of " + std::to_string(name.trial) + " at " +
                                        std::to_string(name.rung - 1));
    }
    other_.Complete(*next);
  }
}

TEST_F(DeciderSessionsTest, EndsASearchWhoseDataCannotBeHad) {
  EXPECT_EQ(RefuseAll(decider_, v1::ReturnTaskRequest::INPUT_UNAVAILABLE, 100), 9 * 5);
  const std::vector<Fact> facts = decider_.TakeFacts();
  const auto results = FactsOf<ResultRecorded>(facts);
  ASSERT_THAT(results, SizeIs(9));
  EXPECT_EQ(results[0].outcome, v1::CompleteTaskRequest::FAILED);
  EXPECT_THAT(results[0].failure, AllOf(HasSubstr("5 attempts"), HasSubstr("there is no blob")));
  EXPECT_EQ(FactsOf<AttemptEnded>(facts)[0].end, v1::Attempt::FAILED);
  EXPECT_EQ(FactsOf<SearchStateChanged>(facts).back().state, v1::Search::FAILED);
}

TEST_F(DeciderSessionsTest, FailsNoTaskForAWorkerThatIsAskedToStop) {
  EXPECT_EQ(RefuseAll(decider_, v1::ReturnTaskRequest::CAUSE_UNSPECIFIED, 50), 50);
  EXPECT_THAT(FactsOf<ResultRecorded>(decider_.TakeFacts()), SizeIs(0));
}

TEST_F(DeciderSessionsTest, FailsATaskThatTheWorkersThatAreHereCannotDo) {
  EXPECT_EQ(RefuseAll(decider_, v1::ReturnTaskRequest::WORKER_UNFIT, 1000), 9 * 10);
  const auto results = FactsOf<ResultRecorded>(decider_.TakeFacts());
  ASSERT_THAT(results, SizeIs(9));
  EXPECT_THAT(results[0].failure, AllOf(HasSubstr("10 tries"), HasSubstr("there is no blob")));
}

TEST_F(DeciderSessionsTest, KeepsWhatAWorkerCannotDoForAnotherThatIsBusy) {
  const auto busy = other_.Lease();
  EXPECT_EQ(RefuseAll(decider_, v1::ReturnTaskRequest::WORKER_UNFIT, 200), 200);
  EXPECT_THAT(FactsOf<ResultRecorded>(decider_.TakeFacts()), SizeIs(0));
  other_.Complete(*busy);
  EXPECT_EQ(WorkThrough(other_), 8 + 3 + 1 + 3);
}

TEST_F(DeciderSessionsTest, RefusesACauseThatIsNone) {
  v1::ReturnTaskRequest request;
  request.set_name(worker_.Lease()->name());
  request.set_session(worker_.session());
  request.set_cause(static_cast<v1::ReturnTaskRequest::Cause>(77));
  EXPECT_THAT(decider_.ReturnTask(request, kStart).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cause")));
}

TEST_F(DeciderSessionsTest, KnowsNoSessionFromBeforeARestoration) {
  const auto task = worker_.Lease();
  Decider restored = Restarted("another key");
  worker_.Meet(restored);
  EXPECT_EQ(worker_.Renew(*task), v1::RenewLeaseResponse::SUPERSEDED);
  EXPECT_EQ(worker_.Complete(*task), v1::CompleteTaskResponse::SUPERSEDED);
  v1::LeaseTaskRequest request;
  request.set_session(worker_.session());
  request.set_request_id("asked");
  EXPECT_THAT(restored.LeaseTask(request, kStart).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("start one")));
}

TEST_F(DeciderSessionsTest, TakesNoGuessForASession) {
  const auto task = worker_.Lease();
  v1::RenewLeaseRequest request;
  request.set_name(task->name());
  const std::string& name = worker_.session();
  for (const std::string& guess : {std::string("1"), name.substr(0, name.size() - 1), "0" + name,
                                   name + "0", std::string("-")}) {
    request.set_session(guess);
    EXPECT_EQ(decider_.RenewLease(request, kStart)->answer(), v1::RenewLeaseResponse::SUPERSEDED)
        << guess;
  }
}

TEST_F(DeciderSessionsTest, CountsAfterARestartHowOftenATaskWasRefused) {
  EXPECT_EQ(RefuseAll(decider_, v1::ReturnTaskRequest::WORKER_UNFIT, 1), 1);
  EXPECT_EQ(RefuseAll(decider_, v1::ReturnTaskRequest::INPUT_UNAVAILABLE, 4), 4);
  Decider restarted = Restarted();
  worker_.Meet(restarted);
  EXPECT_EQ(RefuseAll(restarted, v1::ReturnTaskRequest::INPUT_UNAVAILABLE, 1), 1);
  EXPECT_THAT(FactsOf<ResultRecorded>(restarted.TakeFacts()), SizeIs(1));
}

TEST_F(DeciderSessionsTest, LeavesAWorkerWhatItSaysItHoldsWhenItAsksForMoreAfterALongSilence) {
  const auto held = worker_.Lease();
  const Now late = After(2 * kLeaseDuration);
  decider_.KeepHeld(AskHolding(*held), late);
  for (auto next = worker_.Lease(late); next; next = worker_.Lease(late)) {
    EXPECT_NE(next->trial(), held->trial());
    worker_.Complete(*next, late);
  }
  EXPECT_EQ(worker_.Complete(*held, late), v1::CompleteTaskResponse::RECORDED);
}

TEST_F(DeciderSessionsTest, DoesNotTakeAskingForProgress) {
  const auto held = worker_.Lease();
  const auto progress = std::chrono::duration_cast<seconds>(LeaseTimes().progress);
  decider_.KeepHeld(AskHolding(*held), After(progress));
  EXPECT_EQ(WorkThrough(other_, After(progress)), 9 + 3 + 1 + 3);
}

TEST_F(DeciderSessionsTest, LendsAgainWhatAWorkerThatAsksDoesNotKnowItWasLent) {
  const auto held = worker_.Lease();
  worker_.Lease();  // the answer is lost, and the call not repeated
  const Now late = After(kLeaseDuration);
  decider_.KeepHeld(AskHolding(*held), late);
  EXPECT_EQ(worker_.Complete(*held, late), v1::CompleteTaskResponse::RECORDED);
  EXPECT_EQ(WorkThrough(worker_, late), 8 + 3 + 1 + 3);
}

TEST_F(DeciderSessionsTest, LeavesAWorkerTheTaskThatALateRepeatOfItsCallTellsItOf) {
  const auto lent = Ask(worker_);  // the answer is lost
  const Now late = After(kLeaseDuration);
  EXPECT_EQ(Ask(worker_, late)->task().name(), lent->task().name());
  decider_.Tick(late);
  EXPECT_EQ(WorkThrough(other_, late), 8);  // the rung waits for that one
  EXPECT_EQ(worker_.Complete(lent->task(), late), v1::CompleteTaskResponse::RECORDED);
}

TEST_F(DeciderSessionsTest, RenewsNothingForAWorkerThatSaysItHoldsWhatIsAnothersOrNothing) {
  v1::LeaseTaskRequest request = AskHolding(*other_.Lease());
  request.add_held_attempts("no attempt");
  request.add_held_attempts("searches/none/trials/0/tasks/0/attempts/1");
  request.add_held_attempts("");
  const Now late = After(kLeaseDuration);
  decider_.KeepHeld(request, late);
  EXPECT_EQ(WorkThrough(worker_, late), 9 + 3 + 1 + 3);
}

TEST_F(DeciderSessionsTest, LosesATaskWhoseTrainingStandsStillThoughItsWorkerIsHeard) {
  const auto task = worker_.Lease();
  for (seconds passed(0); passed < LeaseTimes().progress; passed += seconds(20)) {
    EXPECT_EQ(worker_.Renew(*task, After(passed)), v1::RenewLeaseResponse::RENEWED);
  }
  const Now late = After(std::chrono::duration_cast<seconds>(LeaseTimes().progress));
  decider_.TakeFacts();
  auto again = other_.Lease(late);
  for (; again->trial() != task->trial(); again = other_.Lease(late)) other_.Complete(*again, late);
  EXPECT_EQ(ParseAttemptName(again->name())->attempt, 2);
  EXPECT_EQ(worker_.Renew(*task, late), v1::RenewLeaseResponse::SUPERSEDED);
  bool is_told = false;
  for (const AttemptEnded& ended : FactsOf<AttemptEnded>(decider_.TakeFacts())) {
    is_told |=
        ended.end == v1::Attempt::LOST && ended.detail.find("no progress") != std::string::npos;
  }
  EXPECT_TRUE(is_told);
}

}  // namespace
}  // namespace rung
