#include "worker/agent/delivery.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/log/log.h"
#include "common/status_macros.h"
#include "worker/agent/retry.h"

namespace rung {
namespace {

// How often a task that waits for the one before looks how that gets on.
constexpr std::chrono::milliseconds kLook{200};

}  // namespace

Delivery::Delivery(CoordinatorClient& coordinator, RandomSource random)
    : coordinator_(coordinator), random_(std::move(random)) {}

void Delivery::Send(DoneTask done, std::stop_token stop) {
  steps_ = 0;
  while (under_way_.valid() && under_way_.wait_for(kLook) == std::future_status::timeout) {
    done.keeper->batch_count() += steps_.exchange(0);
  }
  Wait();
  name_ = done.completion.name();
  under_way_ = std::async(std::launch::async,
                          [this, done = std::move(done), stop = std::move(stop)]() mutable {
                            Deliver(std::move(done), stop);
                          });
}

void Delivery::Wait() {
  if (under_way_.valid()) under_way_.get();
}

std::string Delivery::UnderWay() const {
  const bool is_under_way = under_way_.valid() && under_way_.wait_for(std::chrono::seconds(0)) ==
                                                      std::future_status::timeout;
  return is_under_way ? name_ : "";
}

void Delivery::Deliver(DoneTask done, const std::stop_token& stop) {
  const LogScope scope(TaskFields(done.completion.name()));
  const std::stop_callback drop_on_stop(stop, [&done] { done.drop.request_stop(); });
  done.is_unfinished ? HandBackUnfinished(done) : Complete(done);
}

void Delivery::Complete(DoneTask& done) {
  v1::CompleteTaskRequest& completion = done.completion;
  absl::StatusOr<v1::CompleteTaskResponse> response;
  const absl::Status status = Tell("CompleteTask", done, [&](const std::vector<v1::Epoch>& epochs) {
    completion.mutable_epochs()->Assign(epochs.begin(), epochs.end());
    response = coordinator_.CompleteTask(completion, done.drop.get_token());
    return response.status();
  });
  if (status.ok()) {
    spdlog::info("{}, {}", v1::CompleteTaskRequest::Outcome_Name(completion.outcome()),
                 v1::CompleteTaskResponse::Answer_Name(response->answer()));
  } else if (!absl::IsCancelled(status)) {
    spdlog::error("the result is refused and dropped: {}", status.ToString());
  }
}

void Delivery::HandBackUnfinished(DoneTask& done) {
  v1::ReturnTaskRequest request;
  request.set_name(done.completion.name());
  request.set_session(done.completion.session());
  request.set_reason(kAskedToStop);
  request.set_checkpoint(done.completion.checkpoint());
  const absl::Status status = Tell("ReturnTask", done, [&](const std::vector<v1::Epoch>& epochs) {
    request.mutable_epochs()->Assign(epochs.begin(), epochs.end());
    return coordinator_.ReturnTask(request, done.drop.get_token());
  });
  if (status.ok()) spdlog::info("handed back where it stands");
}

// Each try is a step, and each piece; after an INTERNAL only a piece that no try before stored.
absl::Status Delivery::Tell(std::string_view what, const DoneTask& done, const Call& call) {
  bool is_stuck = false;
  std::int64_t most_stored = 0;
  const auto count_piece = [&](std::int64_t stored, std::int64_t) {
    if (!is_stuck || stored > most_stored) CountStep(done);
    most_stored = std::max(most_stored, stored);
  };
  return Retry(what, random_, done.drop.get_token(), [&] {
    if (!is_stuck) CountStep(done);
    absl::Status status = TellOnce(done, count_piece, call);
    is_stuck = absl::IsInternal(status);
    return status;
  });
}

// A checkpoint that the coordinator lost since it was put is put again.
absl::Status Delivery::TellOnce(const DoneTask& done, const BlobProgress& progress,
                                const Call& call) {
  RETURN_IF_ERROR(PutCheckpoint(done, progress));
  const std::vector<v1::Epoch> epochs = done.keeper->Unanswered();
  if (epochs.size() > kMaxEpochsPerCall) return absl::CancelledError("the lease was dropped");
  absl::Status status = call(epochs);
  if (!absl::IsFailedPrecondition(status)) return status;
  return absl::UnavailableError(status.message());
}

// A full disk or quota is waited for: the training is not to be lost.
absl::Status Delivery::PutCheckpoint(const DoneTask& done, const BlobProgress& progress) {
  if (done.checkpoint == nullptr) return absl::OkStatus();
  return coordinator_.PutBlob(done.completion.checkpoint(), *done.checkpoint, progress,
                              done.drop.get_token());
}

void Delivery::CountStep(const DoneTask& done) {
  ++done.keeper->batch_count();
  ++steps_;
}

}  // namespace rung
