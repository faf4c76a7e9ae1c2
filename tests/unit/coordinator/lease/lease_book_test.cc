#include "coordinator/lease/lease_book.h"

#include <gtest/gtest.h>

namespace rung {
namespace {

using std::chrono::seconds;

constexpr seconds kLeaseDuration(30);
constexpr seconds kProgressDuration(100);
const MonotonicTime kStart = MonotonicTime(seconds(1000));
const TaskKey kTask{.search = 1, .trial = 7, .is_test = false, .rung = 0};
const TaskKey kOtherTask{.search = 1, .trial = 8, .is_test = false, .rung = 0};

class LeaseBookTest : public testing::Test {
 protected:
  LeaseBook book_{LeaseTimes{.lease = kLeaseDuration, .progress = kProgressDuration}};
};

TEST_F(LeaseBookTest, NumbersTheAttemptsOfATaskFromOne) {
  EXPECT_EQ(book_.NextAttempt(kTask), 1);
  book_.Start(kTask, 1, /*session=*/1, kStart);
  EXPECT_EQ(book_.NextAttempt(kTask), 2);
  EXPECT_EQ(book_.NextAttempt(kOtherTask), 1);
}

TEST_F(LeaseBookTest, SupersedesTheFirstAttemptOnceTheTaskIsLentAgain) {
  book_.Start(kTask, 1, 1, kStart);
  book_.EndWithoutResult(kTask, Setback::kLost);
  book_.Start(kTask, 2, 2, kStart + seconds(31));
  EXPECT_EQ(book_.Standing(kTask, 1), AttemptStanding::kSuperseded);
  EXPECT_EQ(book_.Standing(kTask, 2), AttemptStanding::kLent);
  EXPECT_EQ(book_.lent_count(), 1);
}

TEST_F(LeaseBookTest, KeepsALeasePastItsDeadlineRenewableUntilTheTaskIsLentAgain) {
  book_.Start(kTask, 1, 1, kStart);
  const MonotonicTime late = kStart + seconds(31);
  ASSERT_TRUE(book_.Overdue(late).has_value());
  EXPECT_EQ(book_.Standing(kTask, 1), AttemptStanding::kLent);
  book_.Renew(kTask, /*batch_count=*/0, late);
  EXPECT_FALSE(book_.Overdue(late).has_value());
  EXPECT_EQ(book_.NextDeadline(late), late + kLeaseDuration);
}

TEST_F(LeaseBookTest, RunsOutWithoutProgressHoweverOftenItIsRenewed) {
  book_.Start(kTask, 1, 1, kStart);
  book_.Renew(kTask, /*batch_count=*/5, kStart + seconds(20));
  const MonotonicTime end = kStart + seconds(20) + kProgressDuration;
  for (MonotonicTime now = kStart + seconds(30); now < end; now += seconds(10)) {
    EXPECT_FALSE(book_.Overdue(now).has_value());
    book_.Renew(kTask, /*batch_count=*/5, now);
  }
  EXPECT_TRUE(book_.Overdue(end).has_value());
}

TEST_F(LeaseBookTest, KeepsALeaseThatMakesProgress) {
  book_.Start(kTask, 1, 1, kStart);
  std::int64_t batch_count = 0;
  for (MonotonicTime now = kStart; now < kStart + 5 * kProgressDuration; now += seconds(20)) {
    EXPECT_FALSE(book_.Overdue(now).has_value());
    book_.Renew(kTask, ++batch_count, now);
  }
}

TEST_F(LeaseBookTest, BeginsEveryLeaseAnewAfterAStall) {
  book_.Start(kTask, 1, 1, kStart);
  book_.Start(kOtherTask, 1, 2, kStart + seconds(20));
  const MonotonicTime late = kStart + seconds(45);
  book_.RenewAll(late);
  EXPECT_FALSE(book_.Overdue(late).has_value());
  EXPECT_EQ(book_.NextDeadline(late), late + kLeaseDuration);
  EXPECT_EQ(book_.lent_count(), 2);
}

TEST_F(LeaseBookTest, NamesTheLeaseThatRanOutFirst) {
  book_.Start(kTask, 1, 1, kStart + seconds(5));
  book_.Start(kOtherTask, 1, 2, kStart);
  EXPECT_FALSE(book_.Overdue(kStart + seconds(29)).has_value());
  EXPECT_EQ(book_.Overdue(kStart + seconds(40))->task, kOtherTask);
}

TEST_F(LeaseBookTest, LendsAgainFirstWhatHasWaitedLongest) {
  book_.Start(kTask, 1, 1, kStart);
  book_.Start(kOtherTask, 1, 2, kStart);
  book_.EndWithoutResult(kOtherTask, Setback::kNone);
  book_.EndWithoutResult(kTask, Setback::kLost);
  EXPECT_EQ(book_.Waiting(), kOtherTask);
  book_.Start(kOtherTask, 2, 1, kStart);
  EXPECT_EQ(book_.Waiting(), kTask);
}

TEST_F(LeaseBookTest, CountsLostAttemptsButNotReturnedOnes) {
  book_.Start(kTask, 1, 1, kStart);
  book_.EndWithoutResult(kTask, Setback::kNone);
  EXPECT_EQ(book_.LostCount(kTask), 0);
  book_.Start(kTask, 2, 1, kStart);
  book_.EndWithoutResult(kTask, Setback::kLost);
  EXPECT_EQ(book_.LostCount(kTask), 1);
}

TEST_F(LeaseBookTest, NeverLendsAFinishedTaskAgain) {
  book_.Start(kTask, 1, 1, kStart);
  book_.Finish(kTask);
  EXPECT_EQ(book_.Standing(kTask, 1), AttemptStanding::kEnded);
  EXPECT_FALSE(book_.Waiting().has_value());
  EXPECT_FALSE(book_.NextDeadline(kStart).has_value());
}

TEST_F(LeaseBookTest, NeverLendsADroppedTaskAgainButOnesThatWaitLater) {
  book_.Start(kTask, 1, 1, kStart);
  book_.EndWithoutResult(kTask, Setback::kNone);
  book_.DropWaiting();
  EXPECT_FALSE(book_.Waiting().has_value());
  book_.Start(kOtherTask, 1, 1, kStart);
  book_.EndWithoutResult(kOtherTask, Setback::kNone);
  EXPECT_EQ(book_.Waiting(), kOtherTask);
}

TEST_F(LeaseBookTest, RemembersTheHolderOfEachAttempt) {
  book_.Start(kTask, 1, /*session=*/5, kStart);
  book_.EndWithoutResult(kTask, Setback::kLost);
  book_.Start(kTask, 2, /*session=*/6, kStart);
  book_.Finish(kTask);
  EXPECT_EQ(book_.Holder(kTask, 1), 5);
  EXPECT_EQ(book_.Holder(kTask, 2), 6);
  EXPECT_EQ(book_.Holder(kTask, 3), std::nullopt);
  EXPECT_EQ(book_.Holder(kOtherTask, 1), std::nullopt);
}

TEST_F(LeaseBookTest, KnowsNoAttemptThatWasNeverMade) {
  EXPECT_EQ(book_.Standing(kTask, 1), AttemptStanding::kUnknown);
  book_.Start(kTask, 1, 1, kStart);
  EXPECT_EQ(book_.Standing(kTask, 2), AttemptStanding::kUnknown);
}

TEST_F(LeaseBookTest, CountsRefusalsUntilTheTaskComesNearerToItsEnd) {
  for (int attempt = 1; attempt <= 2; ++attempt) {
    book_.Start(kTask, attempt, /*session=*/1, kStart);
    book_.EndWithoutResult(kTask, Setback::kRefused);
  }
  book_.Start(kTask, 3, 1, kStart);
  book_.EndWithoutResult(kTask, Setback::kNone);
  EXPECT_EQ(book_.RefusedCount(kTask), 2);
  EXPECT_EQ(book_.LostCount(kTask), 0);
  book_.Start(kTask, 4, 1, kStart);
  book_.EndWithoutResult(kTask, Setback::kAdvanced);
  EXPECT_EQ(book_.RefusedCount(kTask), 0);
}

}  // namespace
}  // namespace rung
