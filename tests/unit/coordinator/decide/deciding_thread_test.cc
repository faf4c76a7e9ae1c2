#include "coordinator/decide/deciding_thread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "coordinator/facts/fact_log.h"
#include "fake_search.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

// A data set that no log takes.
constexpr char kPoison[] = "poison";

bool IsPoison(const Fact& fact) {
  const auto* added = std::get_if<DataSetAdded>(&fact);
  return added != nullptr && added->digest == kPoison;
}

// Keeps facts in memory, and fails when told to.
class MemoryLog final : public FactLog {
 public:
  absl::Status Commit(std::span<const Fact> facts) override {
    if (fails_) return absl::ResourceExhaustedError("the disk is full");
    if (std::ranges::any_of(facts, IsPoison)) return absl::InternalError("out of range");
    facts_.insert(facts_.end(), facts.begin(), facts.end());
    ++commits_;
    return absl::OkStatus();
  }
  absl::Status Probe() override {
    ++probes_;
    return fails_ ? absl::ResourceExhaustedError("the disk is full") : absl::OkStatus();
  }
  absl::Status Replay(const std::function<void(const Fact&)>& apply) override {
    for (const Fact& fact : facts_) apply(fact);
    return absl::OkStatus();
  }
  absl::StatusOr<SearchId> LastSearchId() override { return 0; }
  absl::StatusOr<SessionId> LastSessionId() override { return 0; }
  absl::StatusOr<std::string> SessionKey() override { return kSessionKey; }
  absl::StatusOr<bool> Sweep(int) override { return false; }

  std::atomic<bool> fails_ = false;
  std::atomic<int> commits_ = 0;
  std::atomic<int> probes_ = 0;
  std::vector<Fact> facts_;
};

class DecidingThreadTest : public testing::Test {
 protected:
  void Start(MonotonicDuration wait = seconds(60)) {
    deciding_ = *DecidingThread::Start(log_, {.lease = kLeaseDuration}, wait);
  }

  // Runs a command and waits for its answer.
  absl::Status Do(std::function<absl::Status(Decider&, Now)> decide) {
    std::promise<absl::Status> answered;
    auto future = answered.get_future();
    const absl::Status submitted = deciding_->Submit([&](Decider& decider, Now now) {
      return [&answered, result = decide(decider, now)](const absl::Status& committed) {
        answered.set_value(committed.ok() ? result : committed);
      };
    });
    return submitted.ok() ? future.get() : submitted;
  }

  absl::Status AddDataSet(const std::string& digest) {
    return Do([digest](Decider& decider, Now now) {
      return decider.AddDataSet({.digest = digest}, now);
    });
  }

  // Keeps the thread from deciding until the answer is called.
  std::function<void()> HoldUp() {
    auto entered = std::make_shared<std::promise<void>>();
    auto release = std::make_shared<std::promise<void>>();
    EXPECT_THAT(deciding_->Submit([entered, release](Decider&, Now) -> DecidingThread::Answer {
      entered->set_value();
      release->get_future().wait();
      return [](const absl::Status&) {};
    }),
                IsOk());
    entered->get_future().wait();
    return [release] { release->set_value(); };
  }

  std::future<absl::Status> SubmitDataSet(const std::string& digest) {
    auto answered = std::make_shared<std::promise<absl::Status>>();
    EXPECT_THAT(deciding_->Submit([answered, digest](Decider& decider, Now now) {
      return [answered,
              added = decider.AddDataSet({.digest = digest}, now)](const absl::Status& committed) {
        answered->set_value(committed.ok() ? added : committed);
      };
    }),
                IsOk());
    return answered->get_future();
  }

  std::future<absl::StatusOr<v1::LeaseTaskResponse>> Lease(
      std::function<bool()> is_gone, const std::string& request_id = "request") {
    auto answered = std::make_shared<std::promise<absl::StatusOr<v1::LeaseTaskResponse>>>();
    v1::LeaseTaskRequest request;
    request.set_session(SessionNames(kSessionKey).NameOf(1));
    request.set_request_id(request_id);
    EXPECT_THAT(
        deciding_->SubmitLease(
            {.request = request,
             .on_arrival = [](Decider&, Now) {},
             .is_gone = std::move(is_gone),
             .answer = [answered](auto result) { answered->set_value(std::move(result)); }}),
        IsOk());
    return answered->get_future();
  }

  void StartSession() {
    EXPECT_THAT(Do([](Decider& decider, Now now) {
                  v1::StartSessionRequest request;
                  request.set_worker("worker");
                  return decider.StartSession(request, now).status();
                }),
                IsOk());
  }

  absl::Status StartSearch() {
    return Do(
        [](Decider& decider, Now) { return CreateSearch(decider, NineTrials("nine")).status(); });
  }

  MemoryLog log_;
  std::unique_ptr<DecidingThread> deciding_;
};

TEST_F(DecidingThreadTest, AnswersOnlyWhatIsRecorded) {
  Start();
  EXPECT_THAT(AddDataSet("data"), IsOk());
  EXPECT_EQ(log_.facts_.size(), 1U);
}

TEST_F(DecidingThreadTest, TellsTheCallerWhenNothingCouldBeRecordedAndForgetsIt) {
  Start();
  log_.fails_ = true;
  EXPECT_THAT(AddDataSet("data"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("the disk is full")));
  EXPECT_FALSE(deciding_->Health().ok());
  log_.fails_ = false;
  EXPECT_THAT(Do([](Decider& decider, Now) { return decider.RemoveDataSet("data"); }),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no data set")));
  EXPECT_THAT(AddDataSet("data"), IsOk());
  EXPECT_THAT(deciding_->Health(), IsOk());
}

bool ComesTrue(const std::function<bool()>& condition) {
  const auto patience = std::chrono::steady_clock::now() + seconds(60);
  while (!condition() && std::chrono::steady_clock::now() < patience) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  return condition();
}

TEST_F(DecidingThreadTest, IsIllUntilItsLogTakesSomethingAgainThoughNothingIsToBeRecorded) {
  Start();
  log_.fails_ = true;
  EXPECT_FALSE(AddDataSet("data").ok());
  ASSERT_TRUE(ComesTrue([&] { return log_.probes_ >= 2; }));
  EXPECT_THAT(deciding_->Health(),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("the disk is full")));
  log_.fails_ = false;
  EXPECT_TRUE(ComesTrue([&] { return deciding_->Health().ok(); }));
}

TEST_F(DecidingThreadTest, LetsTheLatestCallOfASessionWaitAlone) {
  Start();
  ASSERT_THAT(AddDataSet("data"), IsOk());
  StartSession();
  auto first = Lease([] { return false; }, "first");
  auto second = Lease([] { return false; }, "second");
  EXPECT_FALSE(first.get()->has_task());
  ASSERT_THAT(StartSearch(), IsOk());
  EXPECT_TRUE(second.get()->has_task());
  EXPECT_FALSE(Lease([] { return false; }, "first").get()->has_task());
}

TEST_F(DecidingThreadTest, LendsNothingToALateRepeatOfACallThatWaitedInVain) {
  Start(milliseconds(1));
  ASSERT_THAT(AddDataSet("data"), IsOk());
  StartSession();
  EXPECT_FALSE(Lease([] { return false; }, "vain").get()->has_task());
  ASSERT_THAT(StartSearch(), IsOk());
  EXPECT_FALSE(Lease([] { return false; }, "vain").get()->has_task());
  EXPECT_TRUE(Lease([] { return false; }, "another").get()->has_task());
}

TEST_F(DecidingThreadTest, RefusesCommandsThatTogetherHoldTooMuch) {
  Start();
  const auto release = HoldUp();
  constexpr std::size_t kHalf = std::size_t{32} << 20;
  const DecidingThread::Command nothing = [](Decider&, Now) { return [](const absl::Status&) {}; };
  EXPECT_THAT(deciding_->Submit(nothing, 3 * kHalf), IsOk());  // one waits, however large
  EXPECT_THAT(deciding_->Submit(nothing, 1),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("overloaded")));
  release();
  EXPECT_TRUE(ComesTrue([&] { return deciding_->Submit(nothing, kHalf).ok(); }));
}

TEST_F(DecidingThreadTest, CommitsTogetherWhatArrivesTogether) {
  Start();
  const auto release = HoldUp();
  std::vector<std::future<absl::Status>> answers;
  for (int i = 0; i < 100; ++i) answers.push_back(SubmitDataSet(std::to_string(i)));
  release();
  for (auto& answer : answers) EXPECT_THAT(answer.get(), IsOk());
  EXPECT_EQ(log_.commits_, 1);
}

TEST_F(DecidingThreadTest, RefusesOnlyTheCommandWhoseFactsCannotBeRecorded) {
  Start();
  ASSERT_THAT(AddDataSet("data"), IsOk());
  StartSession();
  auto waiting = Lease([] { return false; });
  const auto release = HoldUp();
  auto first = SubmitDataSet("first");
  auto poison = SubmitDataSet(kPoison);
  ASSERT_THAT(deciding_->Submit([](Decider& decider, Now) -> DecidingThread::Answer {
    EXPECT_THAT(CreateSearch(decider, NineTrials("nine")), IsOk());
    return [](const absl::Status& committed) { EXPECT_THAT(committed, IsOk()); };
  }),
              IsOk());
  auto last = SubmitDataSet("last");
  release();
  EXPECT_THAT(first.get(), IsOk());
  EXPECT_THAT(poison.get(), StatusIs(absl::StatusCode::kInternal, HasSubstr("out of range")));
  EXPECT_THAT(last.get(), IsOk());
  EXPECT_TRUE(waiting.get()->has_task());
  EXPECT_THAT(deciding_->Health(), IsOk());
}

TEST_F(DecidingThreadTest, LendsATaskToACallThatWaitsAsSoonAsThereIsOne) {
  Start();
  ASSERT_THAT(AddDataSet("data"), IsOk());
  StartSession();
  auto lease = Lease([] { return false; });
  EXPECT_EQ(lease.wait_for(milliseconds(0)), std::future_status::timeout);
  ASSERT_THAT(StartSearch(), IsOk());
  const auto response = lease.get();
  ASSERT_THAT(response, IsOk());
  EXPECT_TRUE(response->has_task());
}

TEST_F(DecidingThreadTest, AnswersARepeatAtOnceThoughItsTaskIsOver) {
  Start();
  ASSERT_THAT(AddDataSet("data"), IsOk());
  StartSession();
  ASSERT_THAT(StartSearch(), IsOk());
  const auto task = Lease([] { return false; }).get();
  ASSERT_TRUE(task->has_task());
  ASSERT_THAT(Do([&](Decider& decider, Now now) {
                v1::ReturnTaskRequest request;
                request.set_name(task->task().name());
                request.set_session(SessionNames(kSessionKey).NameOf(1));
                return decider.ReturnTask(request, now).status();
              }),
              IsOk());
  const auto repeat = Lease([] { return false; }).get();
  ASSERT_THAT(repeat, IsOk());
  EXPECT_FALSE(repeat->has_task());
  EXPECT_TRUE(Lease([] { return false; }, "another").get()->has_task());
}

TEST_F(DecidingThreadTest, LosesNoTaskWhileItWasHeldUpItself) {
  constexpr milliseconds kShortLease(400);
  deciding_ = *DecidingThread::Start(log_, {.lease = kShortLease}, seconds(60));
  ASSERT_THAT(AddDataSet("data"), IsOk());
  StartSession();
  v1::SearchSpec spec = NineTrials("nine");
  spec.set_max_attempts(1);
  ASSERT_THAT(Do([&](Decider& decider, Now) { return CreateSearch(decider, spec).status(); }),
              IsOk());
  ASSERT_TRUE(Lease([] { return false; }).get()->has_task());
  ASSERT_THAT(Do([&](Decider&, Now now) {
                std::this_thread::sleep_until(now.monotonic + 2 * kShortLease);
                return absl::OkStatus();
              }),
              IsOk());
  ASSERT_THAT(AddDataSet("a turn after the stall"), IsOk());
  EXPECT_THAT(FactsOf<AttemptEnded>(log_.facts_), testing::IsEmpty());
}

TEST_F(DecidingThreadTest, AnswersWithoutATaskWhenTheWaitIsOver) {
  Start(milliseconds(1));
  StartSession();
  const auto response = Lease([] { return false; }).get();
  ASSERT_THAT(response, IsOk());
  EXPECT_FALSE(response->has_task());
}

TEST_F(DecidingThreadTest, LendsNothingToACallerWhoIsGone) {
  Start();
  ASSERT_THAT(AddDataSet("data"), IsOk());
  StartSession();
  ASSERT_THAT(StartSearch(), IsOk());
  const auto response = Lease([] { return true; }).get();
  ASSERT_THAT(response, IsOk());
  EXPECT_FALSE(response->has_task());
}

TEST_F(DecidingThreadTest, AnswersThoseWhoWaitWhenItEnds) {
  Start();
  StartSession();
  auto lease = Lease([] { return false; });
  deciding_->Close();
  EXPECT_THAT(lease.get(), IsOk());
  EXPECT_THAT(AddDataSet("data"), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("stopping")));
}

TEST_F(DecidingThreadTest, KnowsAfterARestartWhatItKnewBefore) {
  Start();
  ASSERT_THAT(AddDataSet("data"), IsOk());
  ASSERT_THAT(StartSearch(), IsOk());
  deciding_.reset();
  Start();
  EXPECT_THAT(StartSearch(), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("nine")));
}

}  // namespace
}  // namespace rung
