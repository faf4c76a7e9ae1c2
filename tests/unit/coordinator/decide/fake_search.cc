#include "fake_search.h"

#include <fmt/format.h>

#include "common/resource_names.h"
#include "common/spec/spec_defaults.h"
#include "tests/unit/status_matchers.h"

namespace rung {

v1::SearchSpec NineTrials(const std::string& name) {
  v1::SearchSpec spec;
  spec.set_name(name);
  spec.set_seed(1);
  spec.mutable_data()->set_label("class");
  spec.mutable_successive_halving()->set_trials(9);
  spec.mutable_successive_halving()->set_epochs(9);
  auto* rate = spec.mutable_space()->mutable_learning_rate();
  rate->set_min(1e-4);
  rate->set_max(1e-1);
  rate->set_scale(v1::LOG);
  return WithObjective(WithDefaults(spec), v1::CLASSIFICATION);
}

Decider MakeDecider() {
  Decider decider({.lease = kLeaseDuration}, 0, 0, kSessionKey);
  EXPECT_TRUE(decider.AddDataSet({.digest = "data"}, kStart).ok());
  return decider;
}

absl::StatusOr<std::string> CreateSearch(Decider& decider, const v1::SearchSpec& spec,
                                         const std::string& request_id) {
  const SplitAdded split{
      .key = "split", .data_set = "data", .training_blob = "training", .test_blob = "test"};
  return decider.CreateSearch(
      {.spec = spec, .data_set = "data", .split = "split", .request_id = request_id}, split,
      kStart);
}

FakeWorker::FakeWorker(Decider& decider, const std::string& name) : decider_(&decider) {
  v1::StartSessionRequest request;
  request.set_worker(name);
  session_ = decider_->StartSession(request, kStart)->session();
}

std::optional<v1::Task> FakeWorker::Lease(Now now) {
  v1::LeaseTaskRequest request;
  request.set_session(session_);
  request.set_request_id(fmt::format("{}", ++requests_));
  const auto response = decider_->LeaseTask(request, now);
  EXPECT_TRUE(response.ok()) << response.status();
  if (!response.ok() || !response->has_task()) return std::nullopt;
  return response->task();
}

v1::CompleteTaskResponse::Answer FakeWorker::Complete(const v1::Task& task, Now now) {
  const auto response = decider_->CompleteTask(FakeResult(task, *this), now);
  EXPECT_TRUE(response.ok()) << response.status();
  return response->answer();
}

v1::CompleteTaskResponse::Answer FakeWorker::Finish(const v1::Task& task,
                                                    v1::CompleteTaskRequest::Outcome outcome,
                                                    Now now) {
  v1::CompleteTaskRequest request;
  request.set_name(task.name());
  request.set_session(session_);
  request.set_outcome(outcome);
  const auto response = decider_->CompleteTask(request, now);
  EXPECT_TRUE(response.ok()) << response.status();
  return response->answer();
}

v1::RenewLeaseResponse::Answer FakeWorker::Renew(const v1::Task& task, Now now) {
  v1::RenewLeaseRequest request;
  request.set_name(task.name());
  request.set_session(session_);
  const auto response = decider_->RenewLease(request, now);
  EXPECT_TRUE(response.ok()) << response.status();
  return response->answer();
}

void FakeWorker::Return(const v1::Task& task, const std::string& reason, Now now) {
  v1::ReturnTaskRequest request;
  request.set_name(task.name());
  request.set_session(session_);
  request.set_reason(reason);
  EXPECT_THAT(decider_->ReturnTask(request, now), IsOk());
}

double FakeScore(std::int64_t trial, int rung) {
  // Ranks cross between the rungs.
  return static_cast<double>((trial * 7 + rung * 4) % 9) / 10.0;
}

v1::CompleteTaskRequest FakeResult(const v1::Task& task, const FakeWorker& worker) {
  v1::CompleteTaskRequest request;
  const AttemptName name = *ParseAttemptName(task.name());
  request.set_name(task.name());
  request.set_session(worker.session());
  request.set_outcome(v1::CompleteTaskRequest::COMPLETED);
  request.set_trained_epochs(task.target_epochs());
  if (name.is_test) {
    (*request.mutable_test()->mutable_values())["accuracy"] = 0.5;
  } else {
    (*request.mutable_training()->mutable_values())["accuracy"] = 1.0;
    (*request.mutable_validation()->mutable_values())["accuracy"] =
        FakeScore(name.trial, name.rung);
    request.set_checkpoint(fmt::format("checkpoint of {} at {}", name.trial, name.rung));
  }
  return request;
}

int WorkThrough(FakeWorker& worker, Now now) {
  int count = 0;
  while (const auto task = worker.Lease(now)) {
    EXPECT_EQ(worker.Complete(*task, now), v1::CompleteTaskResponse::RECORDED);
    ++count;
  }
  return count;
}

}  // namespace rung
