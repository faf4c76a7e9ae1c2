#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>

#include "common/resource_names.h"
#include "common/rpc/transient.h"
#include "tests/unit/status_matchers.h"
#include "worker/agent/grace_period.h"
#include "worker/agent/random_pause.h"
#include "worker/agent/random_source.h"
#include "worker/agent/retry.h"
#include "worker/agent/stop_signals.h"
#include "worker/agent/worker_name.h"

namespace rung {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

TEST(GracePeriodTest, IsOverOnlyAfterAStop) {
  std::stop_source stop;
  const GracePeriod grace(stop.get_token(), 1ms);
  EXPECT_FALSE(grace.token().stop_requested());
  stop.request_stop();
  PauseFor(60s, grace.token());
  EXPECT_TRUE(grace.token().stop_requested());
}

TEST(GracePeriodTest, EndsAtOnceWhereItIsNeededNoMore) {
  std::stop_source stop;
  std::stop_token token;
  {
    const GracePeriod grace(stop.get_token(), 1h);
    token = grace.token();
    stop.request_stop();
  }
  EXPECT_FALSE(token.stop_requested());
}

TEST(StopRequestTest, IsUrgentOnceItIsMadeAgainButNotAtOnce) {
  const StopRequest::Time first{};
  StopRequest request;
  EXPECT_FALSE(request.is_heard());
  request.Hear(first);
  request.Hear(first + 199ms);
  EXPECT_TRUE(request.is_heard());
  EXPECT_FALSE(request.is_urgent());
  request.Hear(first + 200ms);
  EXPECT_TRUE(request.is_urgent());
}

TEST(RandomPauseTest, RepeatsItsPausesForTheSameSeed) {
  auto first = RandomPause::Parse("5:100");
  auto second = RandomPause::Parse("5:100");
  ASSERT_THAT(first, IsOk());
  for (int i = 0; i < 100; ++i) {
    const auto pause = first->Next();
    EXPECT_EQ(pause, second->Next());
    EXPECT_GE(pause, 0ms);
    EXPECT_LE(pause, 100ms);
  }
}

TEST(RandomPauseTest, DoesNotPauseUnlessAsked) { EXPECT_EQ(RandomPause().Next(), 0ms); }

TEST(RandomPauseTest, NamesTheFormThatIsAskedFor) {
  for (const char* value : {"", "5", "5:", ":5", "5:-1", "5:60001", "x:5", "5:5 "}) {
    EXPECT_THAT(RandomPause::Parse(value),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("SEED:MAX_MS")));
  }
}

TEST(RandomIdTest, IsThirtyTwoDigitsAndNewEachTime) {
  const RandomSource random = MachineRandom();
  const std::string id = RandomId(random);
  EXPECT_EQ(id.size(), 32U);
  EXPECT_NE(id, RandomId(random));
}

TEST(DefaultWorkerNameTest, IsANameThatTheCoordinatorTakes) {
  EXPECT_EQ(DefaultWorkerName("lab-1", 42), "lab-1-42");
  EXPECT_EQ(DefaultWorkerName("Lab 1/b", 42), "Lab-1-b-42");
  EXPECT_EQ(DefaultWorkerName("", 42), "worker-42");
  EXPECT_TRUE(IsWorkerId(DefaultWorkerName(std::string(255, 'x'), 4'194'304)));
}

TEST(RetryTest, CallsUntilTheAnswerIsNotTransient) {
  int calls = 0;
  const absl::Status status = Retry(
      "Call", [] { return 0.0; }, {},
      [&calls] {
        return ++calls < 5 ? absl::UnavailableError("starting")
                           : absl::NotFoundError("no such trial");
      });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, "no such trial"));
  EXPECT_EQ(calls, 5);
}

TEST(RetryTest, WaitsAsLongAsTheCoordinatorAsksFor) {
  absl::Status full = absl::ResourceExhaustedError("disk full");
  SetRetryDelay("20", full);
  const auto begin = std::chrono::steady_clock::now();
  int calls = 0;
  EXPECT_THAT(
      Retry(
          "Call", [] { return 0.0; }, {}, [&] { return ++calls < 3 ? full : absl::OkStatus(); }),
      IsOk());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 40ms);
}

TEST(RetryTest, EndsWithCancelledOnceStopped) {
  std::stop_source stop;
  int calls = 0;
  const absl::Status status = Retry(
      "Call", [] { return 0.0; }, stop.get_token(),
      [&] {
        if (++calls == 3) stop.request_stop();
        return absl::UnavailableError("starting");
      });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kCancelled, HasSubstr("Call")));
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace rung
