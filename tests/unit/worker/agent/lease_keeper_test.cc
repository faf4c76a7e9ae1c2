#include "worker/agent/lease_keeper.h"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <functional>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using namespace std::chrono_literals;
using Answer = v1::RenewLeaseResponse;

// Answers renewals after a script, then RENEWED.
class FakeCoordinator : public CoordinatorClient {
 public:
  absl::StatusOr<v1::RenewLeaseResponse> RenewLease(const v1::RenewLeaseRequest& request,
                                                    std::stop_token) override {
    const MutexLock lock(mutex_);
    requests_.push_back(request);
    changed_.NotifyAll();
    v1::RenewLeaseResponse response;
    response.set_answer(Answer::RENEWED);
    if (script_.empty()) return response;
    absl::StatusOr<Answer::Answer> next = script_.front();
    script_.pop_front();
    if (!next.ok()) return next.status();
    response.set_answer(*next);
    return response;
  }

  void Script(std::deque<absl::StatusOr<Answer::Answer>> script) {
    const MutexLock lock(mutex_);
    script_ = std::move(script);
  }

  // Waits for that many renewals and returns all that came.
  std::vector<v1::RenewLeaseRequest> WaitForRequests(std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    const MutexLock lock(mutex_);
    while (requests_.size() < count && std::chrono::steady_clock::now() < deadline) {
      changed_.WaitUntil(mutex_, deadline);
    }
    EXPECT_GE(requests_.size(), count);
    return requests_;
  }

  absl::StatusOr<v1::StartSessionResponse> StartSession(const v1::StartSessionRequest&,
                                                        std::stop_token) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<v1::LeaseTaskResponse> LeaseTask(const v1::LeaseTaskRequest&,
                                                  std::stop_token) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<v1::CompleteTaskResponse> CompleteTask(const v1::CompleteTaskRequest&,
                                                        std::stop_token) override {
    return absl::UnimplementedError("");
  }
  absl::Status ReturnTask(const v1::ReturnTaskRequest&, std::stop_token) override {
    return absl::UnimplementedError("");
  }
  absl::Status DrainSession(const v1::DrainSessionRequest&, std::stop_token) override {
    return absl::UnimplementedError("");
  }
  absl::Status EndSession(const v1::EndSessionRequest&, std::stop_token) override {
    return absl::UnimplementedError("");
  }
  absl::Status PutBlob(const std::string&, std::string_view, const BlobProgress&,
                       std::stop_token) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<std::string> GetBlob(const std::string&, const MovePiece&,
                                      std::stop_token) override {
    return absl::UnimplementedError("");
  }
  absl::Status GetBlobToFile(const std::string&, const std::string&, const MovePiece&,
                             std::stop_token) override {
    return absl::UnimplementedError("");
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  std::deque<absl::StatusOr<Answer::Answer>> script_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::RenewLeaseRequest> requests_ ABSL_GUARDED_BY(mutex_);
};

class LeaseKeeperTest : public testing::Test {
 protected:
  LeaseKeeperTest() { task_.set_name("searches/tiny/trials/0/tasks/0/attempts/1"); }

  std::unique_ptr<LeaseKeeper> Keep() {
    return std::make_unique<LeaseKeeper>(coordinator_, task_, "7", drop_, [] { return 0.0; });
  }

  static void AddEpochs(LeaseKeeper& keeper, int first, int last) {
    for (int i = first; i <= last; ++i) {
      v1::Epoch epoch;
      epoch.set_epoch(i);
      keeper.Add(epoch);
    }
  }

  void WaitForDrop() {
    Mutex mutex;
    CondVar changed;
    const std::stop_callback wake(drop_.get_token(), [&] {
      const MutexLock lock(mutex);
      changed.NotifyAll();
    });
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    const MutexLock lock(mutex);
    while (!drop_.stop_requested() && std::chrono::steady_clock::now() < deadline) {
      changed.WaitUntil(mutex, deadline);
    }
    EXPECT_TRUE(drop_.stop_requested());
  }

  FakeCoordinator coordinator_;
  v1::Task task_;
  std::stop_source drop_;
};

TEST_F(LeaseKeeperTest, RenewsUnderTheTasksNameAndSessionWithTheEpochsSoFar) {
  const auto keeper = Keep();
  AddEpochs(*keeper, 1, 2);
  const auto requests = coordinator_.WaitForRequests(1);
  EXPECT_EQ(requests[0].name(), task_.name());
  EXPECT_EQ(requests[0].session(), "7");
  ASSERT_EQ(requests[0].epochs_size(), 2);
  EXPECT_EQ(requests[0].epochs(1).epoch(), 2);
}

TEST_F(LeaseKeeperTest, SendsNoEpochAgainThatWasAnswered) {
  const auto keeper = Keep();
  AddEpochs(*keeper, 1, 2);
  const auto requests = coordinator_.WaitForRequests(2);
  EXPECT_EQ(requests[1].epochs_size(), 0);
  EXPECT_TRUE(keeper->Unanswered().empty());
}

TEST_F(LeaseKeeperTest, SendsEpochsAgainUntilTheyAreAnswered) {
  coordinator_.Script({absl::UnavailableError("starting"), absl::DeadlineExceededError("late")});
  const auto keeper = Keep();
  AddEpochs(*keeper, 1, 2);
  const auto requests = coordinator_.WaitForRequests(4);
  EXPECT_EQ(requests[0].epochs_size(), 2);
  EXPECT_EQ(requests[1].epochs_size(), 2);
  EXPECT_EQ(requests[2].epochs_size(), 2);
  EXPECT_EQ(requests[3].epochs_size(), 0);
  EXPECT_FALSE(drop_.stop_requested());
}

TEST_F(LeaseKeeperTest, DropsATaskThatIsSupersededCancelledOrUnknown) {
  const std::vector<absl::StatusOr<Answer::Answer>> ends = {Answer::SUPERSEDED, Answer::CANCELLED,
                                                            absl::NotFoundError("no such attempt")};
  for (const absl::StatusOr<Answer::Answer>& end : ends) {
    drop_ = std::stop_source();
    coordinator_.Script({end});
    const auto keeper = Keep();
    WaitForDrop();
  }
}

TEST_F(LeaseKeeperTest, RenewsAtOnceWhileMoreEpochsAreLeftThanACallCarries) {
  const auto keeper = Keep();
  AddEpochs(*keeper, 1, 3'500);
  const std::vector<v1::Epoch> rest = keeper->Unanswered();
  EXPECT_LE(rest.size(), 1'000U);
  const auto requests = coordinator_.WaitForRequests(3);
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(requests[i].epochs_size(), 1'000);
    EXPECT_EQ(requests[i].epochs(0).epoch(), static_cast<int>(i) * 1'000 + 1);
    EXPECT_EQ(requests[i].epochs(999).epoch(), static_cast<int>(i) * 1'000 + 1'000);
  }
}

TEST_F(LeaseKeeperTest, WaitsForNoRenewalOnceTheTaskIsDropped) {
  coordinator_.Script({Answer::SUPERSEDED});
  const auto keeper = Keep();
  AddEpochs(*keeper, 1, 3'500);
  EXPECT_EQ(keeper->Unanswered().size(), 3'500U);
  EXPECT_TRUE(drop_.stop_requested());
}

}  // namespace
}  // namespace rung
