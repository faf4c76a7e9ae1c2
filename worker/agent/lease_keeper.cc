#include "worker/agent/lease_keeper.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "common/log/log.h"
#include "common/rpc/transient.h"
#include "worker/agent/backoff.h"

namespace rung {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds Interval(const v1::Task& task) {
  const double asked = static_cast<double>(task.renew_interval().seconds()) * 1e3 +
                       static_cast<double>(task.renew_interval().nanos()) / 1e6;
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::clamp(asked, 200.0, 5'000.0)));
}

}  // namespace

LeaseKeeper::LeaseKeeper(CoordinatorClient& coordinator, const v1::Task& task, std::string session,
                         std::stop_source drop, RandomSource random)
    : coordinator_(coordinator),
      name_(task.name()),
      session_(std::move(session)),
      interval_(Interval(task)),
      random_(std::move(random)),
      drop_(std::move(drop)),
      next_renewal_(Clock::now() + interval_),
      thread_([this] { Run(); }) {}

LeaseKeeper::~LeaseKeeper() {
  end_.request_stop();
  {
    const MutexLock lock(mutex_);
    changed_.NotifyAll();
  }
  thread_.join();
}

void LeaseKeeper::Add(const v1::Epoch& epoch) {
  const MutexLock lock(mutex_);
  unanswered_.push_back(epoch);
}

std::vector<v1::Epoch> LeaseKeeper::Unanswered() {
  const auto wake = [this] {
    const MutexLock lock(mutex_);
    changed_.NotifyAll();
  };
  const std::stop_callback wake_on_drop(drop_.get_token(), wake);
  const MutexLock lock(mutex_);
  while (unanswered_.size() > kMaxEpochsPerCall && !drop_.stop_requested()) {
    if (failures_ == 0) next_renewal_ = Clock::now();
    changed_.NotifyAll();
    changed_.Wait(mutex_);
  }
  return unanswered_;
}

void LeaseKeeper::Run() {
  const LogScope scope(TaskFields(name_));
  while (WaitForTurn()) {
    const v1::RenewLeaseRequest request = NextRequest();
    const auto response = coordinator_.RenewLease(request, end_.get_token());
    if (!response.ok()) {
      TakeFailure(response.status());
    } else if (response->answer() == v1::RenewLeaseResponse::SUPERSEDED ||
               response->answer() == v1::RenewLeaseResponse::CANCELLED) {
      Drop(v1::RenewLeaseResponse::Answer_Name(response->answer()));
    } else {
      TakeRenewal(request.epochs_size());
    }
  }
}

bool LeaseKeeper::WaitForTurn() {
  const MutexLock lock(mutex_);
  while (!end_.stop_requested() && Clock::now() < next_renewal_) {
    changed_.WaitUntil(mutex_, next_renewal_);
  }
  return !end_.stop_requested();
}

v1::RenewLeaseRequest LeaseKeeper::NextRequest() {
  const MutexLock lock(mutex_);
  v1::RenewLeaseRequest request;
  request.set_name(name_);
  request.set_session(session_);
  request.set_batch_count(batch_count_.load(std::memory_order_relaxed));
  const auto count = static_cast<std::ptrdiff_t>(std::min(unanswered_.size(), kMaxEpochsPerCall));
  request.mutable_epochs()->Assign(unanswered_.begin(), unanswered_.begin() + count);
  return request;
}

void LeaseKeeper::TakeRenewal(int answered_epochs) {
  const MutexLock lock(mutex_);
  if (failures_ > 0) spdlog::info("the lease is renewed again");
  failures_ = 0;
  unanswered_.erase(unanswered_.begin(), unanswered_.begin() + answered_epochs);
  next_renewal_ = Clock::now() + interval_;
  changed_.NotifyAll();
}

void LeaseKeeper::TakeFailure(const absl::Status& status) {
  if (end_.stop_requested()) return;
  if (!IsTransient(status)) return Drop(status.ToString());
  const MutexLock lock(mutex_);
  if (++failures_ == 1) spdlog::warn("cannot renew the lease: {}", status.ToString());
  next_renewal_ = Clock::now() + RetryDelay(status) + BackoffDelay(failures_, random_());
}

void LeaseKeeper::Drop(std::string_view why) {
  spdlog::info("dropped: {}", why);
  end_.request_stop();
  drop_.request_stop();
}

}  // namespace rung
