#include "simulated_worker.h"

#include <fmt/format.h>

#include <utility>

#include "common/resource_names.h"
#include "fake_training.h"

namespace rung::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kPause(200);  // before a call is repeated

}  // namespace

void SimulatedWorker::Start() {
  ++life_;
  is_stopping_ = false;
  frozen_until_ = timeline_.now().monotonic;
  task_.reset();
  unheard_.clear();
  StartSession();
}

void SimulatedWorker::EndFaults() {
  has_faults_ = false;
  frozen_until_ = timeline_.now().monotonic;
}

void SimulatedWorker::Later(MonotonicDuration delay, std::function<void()> action) {
  timeline_.After(delay, [this, life = life_, action = std::move(action)] {
    if (life != life_) return;
    const MonotonicTime now = timeline_.now().monotonic;
    now < frozen_until_ ? Later(frozen_until_ - now, action) : action();
  });
}

template <class Response>
Calls::Told<Response> SimulatedWorker::Awake(
    std::function<void(const absl::StatusOr<Response>&)> told) {
  return [this, life = life_, told = std::move(told)](const absl::StatusOr<Response>& response) {
    if (life == life_) Later(milliseconds(0), [=] { told(response); });
  };
}

void SimulatedWorker::Misfortune() {
  if (!has_faults_) return;
  if (choices_.OneIn(20)) {
    Die();
  } else if (choices_.OneIn(20)) {
    history_.NoteFault("worker is asked to stop");
    is_stopping_ = true;
  } else if (choices_.OneIn(25)) {
    history_.NoteFault("worker freezes");
    frozen_until_ = timeline_.now().monotonic + choices_.Milliseconds(1000, 40'000);
  }
}

void SimulatedWorker::Die() {
  history_.NoteFault("worker dies");
  const bool has_last_words = choices_.OneIn(2);
  ++life_;
  timeline_.After(choices_.Milliseconds(100, 20'000),
                  [=, this, session = session_, task = task_ ? task_->name() : ""] {
                    if (has_last_words) calls_.EndSession(session, task);
                    Start();
                  });
}

void SimulatedWorker::StartSession() {
  v1::StartSessionRequest request;
  request.set_worker(name_);
  calls_.StartSession(request, Awake<v1::StartSessionResponse>([this](const auto& response) {
                        if (!response.ok()) return Later(kPause, [this] { StartSession(); });
                        session_ = response->session();
                        AskForTask();
                      }));
}

void SimulatedWorker::AskForTask() {
  v1::LeaseTaskRequest request;
  request.set_session(session_);
  request.set_request_id(fmt::format("{}-{}-{}", name_, life_, ++requests_));
  LeaseTask(request);
  if (!has_faults_ || !choices_.OneIn(60)) return;
  history_.NoteFault("worker is drained");
  is_stopping_ = true;
  calls_.DrainSession(session_);
}

void SimulatedWorker::LeaseTask(const v1::LeaseTaskRequest& request) {
  calls_.LeaseTask(request, Awake<v1::LeaseTaskResponse>([=, this](const auto& response) {
                     if (!response.ok()) return Later(kPause, [=, this] { LeaseTask(request); });
                     if (response->drain() || (is_stopping_ && !response->has_task())) return End();
                     if (!response->has_task()) return Later(kPause, [this] { AskForTask(); });
                     Work(response->task());
                   }));
}

void SimulatedWorker::Work(const v1::Task& task) {
  task_ = task;
  trained_ = EpochsBehind(task);
  unheard_.clear();
  if (is_stopping_ || (has_faults_ && choices_.OneIn(25))) return Return();
  TrainEpoch();
}

void SimulatedWorker::TrainEpoch() {
  const bool is_slow = has_faults_ && choices_.OneIn(30);
  const MonotonicDuration duration =
      is_slow ? seconds(choices_.Between(5, 30)) : choices_.Milliseconds(200, 1500);
  Later(duration, [this, attempt = task_->name()] {
    if (!Holds(attempt)) return;
    const int life = life_;
    Misfortune();
    if (life != life_) return;
    if (ParseAttemptName(attempt)->is_test || trained_ >= task_->target_epochs()) return Complete();
    unheard_.push_back(EpochOf(*task_, ++trained_));
    if (is_stopping_) return Return();
    Renew();
    TrainEpoch();
  });
}

void SimulatedWorker::Renew() {
  v1::RenewLeaseRequest request;
  request.set_name(task_->name());
  request.set_session(session_);
  request.set_batch_count(trained_);  // one in an epoch
  request.mutable_epochs()->Assign(unheard_.begin(), unheard_.end());
  calls_.RenewLease(
      request, Awake<v1::RenewLeaseResponse>([=, this](const auto& response) {
        if (!Holds(request.name()) || MayRepeat(response.status())) return;
        if (!response.ok() || response->answer() != v1::RenewLeaseResponse::RENEWED) return Drop();
        const int heard = request.epochs().empty() ? 0 : request.epochs().rbegin()->epoch();
        std::erase_if(unheard_, [=](const v1::Epoch& epoch) { return epoch.epoch() <= heard; });
      }));
}

void SimulatedWorker::Complete() {
  v1::CompleteTaskRequest request = ResultOf(*task_, session_);
  request.mutable_epochs()->Assign(unheard_.begin(), unheard_.end());
  calls_.CompleteTask(request, Awake<v1::CompleteTaskResponse>([=, this](const auto& response) {
                        if (!Holds(request.name())) return;
                        if (!MayRepeat(response.status())) return Drop();
                        Later(kPause, [=, this] {
                          if (Holds(request.name())) Complete();
                        });
                      }));
}

void SimulatedWorker::Return() {
  v1::ReturnTaskRequest request;
  request.set_name(task_->name());
  request.set_session(session_);
  request.mutable_epochs()->Assign(unheard_.begin(), unheard_.end());
  if (trained_ > EpochsBehind(*task_)) request.set_checkpoint(CheckpointAfter(trained_));
  calls_.ReturnTask(request, Awake<v1::ReturnTaskResponse>([=, this](const auto& response) {
                      if (!MayRepeat(response.status())) return Drop();
                      Later(kPause, [this] { Return(); });
                    }));
}

void SimulatedWorker::Drop() {
  task_.reset();
  is_stopping_ ? End() : AskForTask();
}

void SimulatedWorker::End() {
  calls_.EndSession(session_, "");
  ++life_;
  timeline_.After(choices_.Milliseconds(100, 20'000), [this] { Start(); });
}

}  // namespace rung::simulation
