#include "client/follow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/follow_to_end.h"
#include "tests/unit/client/fake_coordinator.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;

constexpr std::chrono::milliseconds kNoWait{0};

TEST(FollowTest, EndsWithTheSearch) {
  FakeCoordinator coordinator;
  coordinator.searches.sequence = {NamedSearch("a", v1::Search::RUNNING),
                                   NamedSearch("a", v1::Search::SUCCEEDED)};
  Session session(coordinator.endpoint());
  const auto ended = Follow(session, "a", {}, kNoWait);
  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(ended->state(), v1::Search::SUCCEEDED);
}

TEST(FollowTest, EndsWithTheErrorOfACheck) {
  FakeCoordinator coordinator;
  coordinator.searches.sequence = {NamedSearch("a", v1::Search::RUNNING)};
  Session session(coordinator.endpoint());
  EXPECT_THAT(
      Follow(
          session, "a", [] { return absl::UnavailableError("all workers ended"); }, kNoWait),
      StatusIs(absl::StatusCode::kUnavailable, "all workers ended"));
}

TEST(FollowTest, EndsWhereTheSearchIsRemoved) {
  FakeCoordinator coordinator;
  Session session(coordinator.endpoint());
  EXPECT_THAT(Follow(session, "a", {}, kNoWait),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("a")));
}

TEST(FollowTest, WaitsOutAnOutage) {
  auto coordinator = std::make_unique<FakeCoordinator>();
  coordinator->searches.sequence = {NamedSearch("a", v1::Search::RUNNING)};
  Session session(coordinator->endpoint());
  int checks = 0;
  const auto stop_coordinator = [&] {
    ++checks;
    if (checks == 1) coordinator.reset();
    return checks < 3 ? absl::OkStatus() : absl::AbortedError("outlived two outages");
  };
  EXPECT_THAT(Follow(session, "a", stop_coordinator, kNoWait),
              StatusIs(absl::StatusCode::kAborted, "outlived two outages"));
}

TEST(FollowDetachablyTest, SaysHowToFollowAgainWhereItIsInterrupted) {
  FakeCoordinator coordinator;
  coordinator.searches.sequence = {NamedSearch("a", v1::Search::RUNNING)};
  std::stop_source stop;
  coordinator.searches.on_poll = [&stop] { stop.request_stop(); };
  Session session(coordinator.endpoint(), stop.get_token());
  EXPECT_THAT(FollowDetachably(session, NamedSearch("a", v1::Search::RUNNING), Format::kTable),
              StatusIs(absl::StatusCode::kCancelled,
                       HasSubstr("a goes on; follow it again with `rung watch a --coordinator " +
                                 coordinator.address())));
}

TEST(FollowToEndTest, AnswersTheSearchsResult) {
  FakeCoordinator coordinator;
  coordinator.searches.sequence = {NamedSearch("a", v1::Search::FAILED)};
  Session session(coordinator.endpoint());
  EXPECT_EQ(*FollowToEnd(session, NamedSearch("a", v1::Search::RUNNING), Format::kTable), 1);
}

}  // namespace
}  // namespace rung
