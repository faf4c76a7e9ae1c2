#include "coordinator/store/trial_state.h"

#include <gtest/gtest.h>

namespace rung {
namespace {

SearchRow RunningSearch() {
  SearchRow search;
  search.state = v1::Search::RUNNING;
  search.top_rung = 2;
  return search;
}

ResultRow Completed(int rung) {
  ResultRow result;
  result.rung = rung;
  result.outcome = v1::CompleteTaskRequest::COMPLETED;
  result.score = 0.5;
  return result;
}

ResultRow Decided(int rung, int rank) {
  ResultRow result = Completed(rung);
  result.is_decided = true;
  result.rank = rank;
  result.size = 9;
  result.keep = 3;
  return result;
}

v1::Trial::State StateAfter(std::vector<ResultRow> results, bool is_in_training = false) {
  return TrialState(RunningSearch(), results, is_in_training);
}

TEST(TrialStateTest, IsPendingBeforeItsFirstResult) {
  EXPECT_EQ(StateAfter({}), v1::Trial::PENDING);
}

TEST(TrialStateTest, IsRunningWhileAnAttemptIsOpen) {
  EXPECT_EQ(StateAfter({Decided(0, 1)}, true), v1::Trial::RUNNING);
}

TEST(TrialStateTest, WaitsUntilItsRungIsDecided) {
  EXPECT_EQ(StateAfter({Completed(0)}), v1::Trial::WAITING);
}

TEST(TrialStateTest, IsPendingOncePromoted) {
  EXPECT_EQ(StateAfter({Decided(0, 3)}), v1::Trial::PENDING);
}

TEST(TrialStateTest, IsEliminatedWhereOthersWentOn) {
  EXPECT_EQ(StateAfter({Decided(0, 4)}), v1::Trial::ELIMINATED);
}

TEST(TrialStateTest, SucceedsAtTheTopRung) {
  EXPECT_EQ(StateAfter({Decided(0, 1), Decided(1, 1), Completed(2)}), v1::Trial::SUCCEEDED);
}

TEST(TrialStateTest, EndsAsItsLastResultDid) {
  ResultRow diverged = Decided(0, 1);
  diverged.outcome = v1::CompleteTaskRequest::DIVERGED;
  EXPECT_EQ(StateAfter({diverged}), v1::Trial::DIVERGED);
  ResultRow failed = Decided(0, 1);
  failed.outcome = v1::CompleteTaskRequest::FAILED;
  EXPECT_EQ(StateAfter({failed}), v1::Trial::FAILED);
}

TEST(TrialStateTest, IsCancelledWhereTheSearchEndedFirst) {
  SearchRow search = RunningSearch();
  search.state = v1::Search::CANCELLED;
  const std::vector<ResultRow> waiting = {Completed(0)};
  const std::vector<ResultRow> eliminated = {Decided(0, 9)};
  EXPECT_EQ(TrialState(search, {}, true), v1::Trial::CANCELLED);
  EXPECT_EQ(TrialState(search, waiting, false), v1::Trial::CANCELLED);
  EXPECT_EQ(TrialState(search, eliminated, false), v1::Trial::ELIMINATED);
}

TEST(DecisionTest, FollowsFromRankAndKeep) {
  EXPECT_EQ(DecisionOf(Completed(0)), v1::DECISION_UNSPECIFIED);
  EXPECT_EQ(DecisionOf(Decided(0, 3)), v1::PROMOTED);
  EXPECT_EQ(DecisionOf(Decided(0, 4)), v1::ELIMINATED);
  ResultRow finalist = Decided(0, 4);
  finalist.is_finalist = true;
  EXPECT_EQ(DecisionOf(finalist), v1::FINALIST);
  ResultRow diverged = Decided(0, 2);
  diverged.outcome = v1::CompleteTaskRequest::DIVERGED;
  EXPECT_EQ(DecisionOf(diverged), v1::DIVERGED);
}

}  // namespace
}  // namespace rung
