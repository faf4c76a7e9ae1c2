#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/resource_names.h"
#include "decider_test.h"

// What people ask of searches: to begin, wait, go on, stop, and be gone.
namespace rung {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeciderTest, AnswersARepeatedCreationWithTheFirstSearch) {
  decider_.TakeFacts();
  EXPECT_THAT(CreateSearch(decider_, NineTrials("nine"), "first"), IsOk());
  EXPECT_THAT(decider_.TakeFacts(), IsEmpty());
  EXPECT_THAT(CreateSearch(decider_, NineTrials("nine"), "second"),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("'nine' exists")));
}

TEST_F(DeciderTest, LendsNothingOfAPausedSearchUntilItIsResumed) {
  ASSERT_THAT(decider_.PauseSearch("nine", kStart), IsOk());
  EXPECT_FALSE(worker_.Lease().has_value());
  ASSERT_THAT(decider_.ResumeSearch("nine", kStart), IsOk());
  EXPECT_TRUE(worker_.Lease().has_value());
}

TEST_F(DeciderTest, ResumesASearchOfWhichNothingWasLentAsPending) {
  ASSERT_THAT(decider_.PauseSearch("nine", kStart), IsOk());
  ASSERT_THAT(decider_.ResumeSearch("nine", kStart), IsOk());
  EXPECT_EQ(LastState(), v1::Search::PENDING);
  worker_.Lease();
  ASSERT_THAT(decider_.PauseSearch("nine", kStart), IsOk());
  ASSERT_THAT(decider_.ResumeSearch("nine", kStart), IsOk());
  EXPECT_EQ(LastState(), v1::Search::RUNNING);
}

TEST_F(DeciderTest, SaysThatItWasStoppedOnlyWherePartOfThePlanIsMissing) {
  for (int i = 0; i < 9 + 3 + 1; ++i) worker_.Complete(*worker_.Lease());
  ASSERT_THAT(decider_.StopSearch("nine", kStart), IsOk());
  WorkThrough(worker_);
  ASSERT_EQ(LastState(), v1::Search::SUCCEEDED);
  EXPECT_EQ(FactsOf<SearchStateChanged>(facts_).back().reason, "");
}

TEST_F(DeciderTest, LetsRunningTasksFinishWhenStoppedAndScoresTheBest) {
  worker_.Complete(*worker_.Lease());
  const auto running = worker_.Lease();
  ASSERT_THAT(decider_.StopSearch("nine", kStart), IsOk());
  EXPECT_FALSE(other_.Lease().has_value());
  EXPECT_EQ(worker_.Complete(*running), v1::CompleteTaskResponse::RECORDED);
  EXPECT_EQ(WorkThrough(other_), 2);
  EXPECT_EQ(LastState(), v1::Search::SUCCEEDED);
  EXPECT_THAT(FactsOf<SearchStateChanged>(facts_).back().reason, HasSubstr("stopped before"));
}

TEST_F(DeciderTest, StopsThoughAWorkerIsLost) {
  worker_.Complete(*worker_.Lease());
  worker_.Lease();
  ASSERT_THAT(decider_.StopSearch("nine", kStart), IsOk());
  const Now late = After(seconds(31));
  decider_.Tick(late);
  EXPECT_EQ(WorkThrough(other_, late), 1);
  EXPECT_EQ(LastState(), v1::Search::SUCCEEDED);
}

TEST_F(DeciderTest, ScoresAFinalistAgainThoughATrainingTaskWasReturnedWhileItStopped) {
  worker_.Complete(*worker_.Lease());
  const auto running = worker_.Lease();
  ASSERT_THAT(decider_.StopSearch("nine", kStart), IsOk());
  worker_.Return(*running);
  worker_.Return(*worker_.Lease());
  EXPECT_EQ(WorkThrough(other_), 1);
  EXPECT_EQ(LastState(), v1::Search::SUCCEEDED);
}

TEST_F(DeciderTest, DropsRunningTasksWhenCancelled) {
  const auto task = worker_.Lease();
  ASSERT_THAT(decider_.CancelSearch("nine", kStart), IsOk());
  EXPECT_EQ(worker_.Renew(*task), v1::RenewLeaseResponse::CANCELLED);
  EXPECT_EQ(worker_.Complete(*task), v1::CompleteTaskResponse::CANCELLED);
  EXPECT_EQ(LastState(), v1::Search::CANCELLED);
}

TEST_F(DeciderTest, TakesARepeatedWishThatIsFulfilled) {
  const auto is_repeatable = [&](absl::Status (Decider::*wish)(const std::string&, Now)) {
    EXPECT_THAT((decider_.*wish)("nine", kStart), IsOk());
    const std::size_t facts = decider_.TakeFacts().size();
    EXPECT_THAT((decider_.*wish)("nine", kStart), IsOk());
    EXPECT_THAT(decider_.TakeFacts(), SizeIs(0));
    return facts > 0;
  };
  EXPECT_TRUE(is_repeatable(&Decider::PauseSearch));
  EXPECT_TRUE(is_repeatable(&Decider::ResumeSearch));
  worker_.Complete(*worker_.Lease());
  EXPECT_TRUE(is_repeatable(&Decider::StopSearch));
  WorkThrough(worker_);
  EXPECT_THAT(decider_.StopSearch("nine", kStart), IsOk());
  ASSERT_THAT(CreateSearch(decider_, NineTrials("other")), IsOk());
  ASSERT_THAT(decider_.CancelSearch("other", kStart), IsOk());
  EXPECT_THAT(decider_.CancelSearch("other", kStart), IsOk());
  EXPECT_THAT(decider_.StopSearch("other", kStart),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has ended")));
}

TEST_F(DeciderTest, LeavesNoAttemptOpenWhenATrialHasNoConfiguration) {
  ASSERT_THAT(decider_.CancelSearch("nine", kStart), IsOk());
  v1::SearchSpec spec = NineTrials("narrow");
  *spec.mutable_space()->mutable_learning_rate() = v1::FloatParameter();
  spec.mutable_space()->mutable_learning_rate()->set_value(0.1);
  ASSERT_THAT(CreateSearch(decider_, spec), IsOk());
  const auto task = worker_.Lease();
  ASSERT_TRUE(task.has_value());
  EXPECT_FALSE(other_.Lease().has_value());
  EXPECT_EQ(LastState(), v1::Search::FAILED);
  EXPECT_THAT(FactsOf<AttemptEnded>(facts_), SizeIs(1));
  EXPECT_EQ(worker_.Renew(*task), v1::RenewLeaseResponse::CANCELLED);
}

TEST_F(DeciderTest, RemovesOnlyASearchThatHasEnded) {
  EXPECT_THAT(decider_.DeleteSearch("nine"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("rung cancel nine")));
  ASSERT_THAT(decider_.CancelSearch("nine", kStart), IsOk());
  EXPECT_THAT(decider_.DeleteSearch("nine"), IsOk());
  EXPECT_THAT(CreateSearch(decider_, NineTrials("nine")), IsOk());
}

TEST_F(DeciderTest, TakesNothingOfARemovedSearchIntoANewOneOfTheSameName) {
  const auto of_removed = worker_.Lease();
  ASSERT_THAT(decider_.CancelSearch("nine", kStart), IsOk());
  ASSERT_THAT(decider_.DeleteSearch("nine"), IsOk());
  ASSERT_THAT(CreateSearch(decider_, NineTrials("nine")), IsOk());
  const auto of_new = other_.Lease();
  ASSERT_EQ(of_new->name(), of_removed->name());

  EXPECT_EQ(worker_.Renew(*of_removed), v1::RenewLeaseResponse::SUPERSEDED);
  EXPECT_EQ(worker_.Complete(*of_removed), v1::CompleteTaskResponse::SUPERSEDED);
  worker_.Return(*of_removed);
  EXPECT_EQ(other_.Complete(*of_new), v1::CompleteTaskResponse::RECORDED);
  EXPECT_EQ(worker_.Finish(*of_removed, v1::CompleteTaskRequest::DIVERGED),
            v1::CompleteTaskResponse::SUPERSEDED);
  Collect();
  EXPECT_THAT(FactsOf<DeterminismFault>(facts_), IsEmpty());
}

}  // namespace
}  // namespace rung
