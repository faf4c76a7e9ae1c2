#include "worker/agent/agent.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

#include "common/status_macros.h"
#include "worker/agent/backoff.h"
#include "worker/agent/delayed_stop.h"
#include "worker/agent/retry.h"
#include "worker/mlp/numerics.h"

namespace rung {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// An answer without a task that comes sooner was not waited for.
constexpr std::chrono::seconds kShortLease = 1s;
// A task that is lent at all is lent within this time, but for one that was waited for.
constexpr std::chrono::milliseconds kLeaseAnswer = 250ms;
// Between tasks whose data cannot be had.
constexpr BackoffRange kReturnedRange = {.first = 1s, .longest = 60s};

}  // namespace

Agent::Agent(CoordinatorClient& coordinator, std::string worker, BlobCache cache,
             std::int64_t data_memory, RandomSource random, RandomPause pause,
             const mlp::InstructionSet& instruction_set)
    : coordinator_(coordinator),
      worker_(std::move(worker)),
      instruction_set_(instruction_set),
      random_(std::move(random)),
      inputs_(coordinator, std::move(cache), data_memory, random_),
      pause_(pause),
      delivery_(coordinator, random_) {}

absl::Status Agent::Run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    if (session_.empty()) {
      const absl::Status started = StartSession(stop);
      if (absl::IsInvalidArgument(started)) return started;
      continue;
    }
    if (const std::optional<v1::Task> task = LeaseTask(stop)) Work(*task, stop);
  }
  delivery_.Wait();
  return absl::OkStatus();
}

absl::Status Agent::StartSession(const std::stop_token& stop) {
  v1::StartSessionRequest request;
  request.set_worker(worker_);
  request.set_numerics(mlp::Numerics(instruction_set_));
  const absl::Status started = Retry("StartSession", random_, stop, [&] {
    const auto response = coordinator_.StartSession(request, stop);
    if (response.ok()) session_ = response->session();
    const absl::Status& status = response.status();
    if (status.ok() || absl::IsInvalidArgument(status) || IsTransient(status)) return status;
    return absl::UnavailableError(status.ToString());
  });
  if (started.ok()) spdlog::info("worker {} has session {}", worker_, session_);
  return started;
}

std::optional<v1::Task> Agent::LeaseTask(const std::stop_token& stop) {
  if (!PauseFor(pause_.Next(), stop)) return std::nullopt;
  v1::LeaseTaskRequest request;
  request.set_session(session_);
  request.set_request_id(RandomId(random_));
  const Clock::time_point asked = Clock::now();
  absl::StatusOr<v1::LeaseTaskResponse> response;
  const absl::Status status = Retry("LeaseTask", random_, stop, [&] {
    // A task whose loan nobody hears of could not be handed back.
    const DelayedStop delayed(stop, Clock::now() + kLeaseAnswer);
    response = coordinator_.LeaseTask(request, delayed.token());
    return response.status();
  });
  if (status.ok() && response->has_task()) {
    tasks_missed_ = 0;
    return std::move(*response->mutable_task());
  }
  if (absl::IsNotFound(status)) {
    session_.clear();
  } else if (!status.ok() && !stop.stop_requested()) {
    spdlog::error("LeaseTask: {}", status.ToString());
  }
  if (Clock::now() - asked < kShortLease) PauseFor(BackoffDelay(++tasks_missed_, random_()), stop);
  return std::nullopt;
}

void Agent::Work(const v1::Task& task, const std::stop_token& stop) {
  spdlog::info("{}: to {} epochs", task.name(), task.target_epochs());
  std::stop_source drop;
  const std::stop_callback drop_on_stop(stop, [&drop] { drop.request_stop(); });
  absl::StatusOr<DoneTask> done = Perform(task, drop);
  if (done.ok()) {
    tasks_returned_ = 0;
    delivery_.Send(*std::move(done), stop);
  } else if (stop.stop_requested()) {
    HandBack(coordinator_, task.name(), session_, "the worker was asked to stop");
  } else if (!drop.stop_requested()) {
    HandBack(coordinator_, task.name(), session_, std::string(done.status().message()));
    PauseFor(BackoffDelay(++tasks_returned_, random_(), kReturnedRange), stop);
  }
}

absl::StatusOr<DoneTask> Agent::Perform(const v1::Task& task, const std::stop_source& drop) {
  auto keeper = std::make_unique<LeaseKeeper>(coordinator_, task, session_, drop, random_);
  // The epochs of a task that scores are recorded already.
  const bool is_test = !task.test_data().empty();
  const TaskHooks hooks = {.on_epoch =
                               [&](const v1::Epoch& epoch) {
                                 if (!is_test) keeper->Add(epoch);
                               },
                           .now = &Clock::now,
                           .instruction_set = instruction_set_};
  ASSIGN_OR_RETURN(TaskResult result, RunTask(task, inputs_, hooks, drop.get_token()));
  PauseFor(pause_.Next(), drop.get_token());
  DoneTask done{.completion = std::move(result.completion),
                .checkpoint = nullptr,
                .keeper = std::move(keeper),
                .drop = drop};
  done.completion.set_session(session_);
  if (!result.checkpoint.empty()) {
    done.checkpoint = inputs_.Keep(done.completion.checkpoint(), std::move(result.checkpoint));
  }
  return done;
}

}  // namespace rung
