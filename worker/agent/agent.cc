#include "worker/agent/agent.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "common/log/log.h"
#include "common/rpc/transient.h"
#include "common/status_macros.h"
#include "common/version.h"
#include "worker/agent/backoff.h"
#include "worker/agent/grace_period.h"
#include "worker/agent/last_words.h"
#include "worker/agent/retry.h"
#include "worker/mlp/numerics.h"

namespace rung {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// An answer without a task that comes sooner was not waited for.
constexpr std::chrono::seconds kShortLease = 1s;
// How long a stopping worker waits for the answer to its last call for a task.
constexpr std::chrono::milliseconds kLeaseAnswer = 1s;
// Between tasks whose data cannot be had, and between those that this machine cannot do.
constexpr BackoffRange kNoInputRange = {.first = 1s, .longest = 5s};
constexpr BackoffRange kUnfitRange = {.first = 1s, .longest = 60s};

// What no repetition changes: the worker's name, or its release, is not taken.
bool IsRefusal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status);
}

}  // namespace

Agent::Agent(CoordinatorClient& coordinator, AgentOptions options, BlobCache cache,
             RandomSource random)
    : coordinator_(coordinator),
      options_(std::move(options)),
      random_(std::move(random)),
      inputs_(coordinator, std::move(cache), options_.data_memory, random_),
      delivery_(coordinator, random_) {}

absl::Status Agent::Run(std::stop_token stop) {
  const GracePeriod working(stop, std::max(options_.grace - kFarewell, 0ms));
  const GracePeriod telling(stop, std::max(options_.grace, kFarewell));
  while (!stop.stop_requested() && !is_drained_) {
    if (session_.empty()) {
      const absl::Status started = StartSession(stop);
      if (IsRefusal(started)) return started;
      continue;
    }
    if (const std::optional<v1::Task> task = LeaseTask(stop, working.token())) {
      Work(*task, stop, working.token());
    }
  }
  delivery_.Wait();
  if (!session_.empty()) {
    TellOfEnd(coordinator_,
              {.session = session_,
               .task = "",
               .reason = stop.stop_requested() ? "asked to stop" : "drained",
               .was_asked = true},
              random_, telling.token());
  }
  return absl::OkStatus();
}

absl::Status Agent::StartSession(const std::stop_token& stop) {
  v1::StartSessionRequest request;
  request.set_worker(options_.worker);
  request.set_previous_session(options_.previous_session);
  request.set_request_id(RandomId(random_));
  request.set_numerics(mlp::Numerics(options_.instruction_set));
  request.set_host(options_.host);
  request.set_version(std::string(Version()));
  request.set_cpu_count(options_.cpu_count);
  std::string coordinator_version;
  const absl::Status started = Retry("StartSession", random_, stop, [&] {
    const auto response = coordinator_.StartSession(request, stop);
    if (response.ok()) {
      session_ = response->session();
      coordinator_version = response->coordinator_version();
    }
    const absl::Status& status = response.status();
    if (status.ok() || IsRefusal(status) || IsTransient(status)) return status;
    return absl::UnavailableError(status.ToString());
  });
  if (started.ok()) {
    spdlog::info("has session {} with a coordinator of rung {}",
                 session_.substr(0, session_.find('-')),  // the rest is a secret
                 coordinator_version.empty() ? "of an unknown release" : coordinator_version);
    options_.on_session(session_);
  }
  return started;
}

std::optional<v1::Task> Agent::LeaseTask(const std::stop_token& stop,
                                         const std::stop_token& late_stop) {
  if (!PauseFor(options_.pause.Next(), stop)) return std::nullopt;
  v1::LeaseTaskRequest request;
  request.set_session(session_);
  request.set_request_id(RandomId(random_));
  if (std::string held = delivery_.UnderWay(); !held.empty()) {
    request.add_held_attempts(std::move(held));
  }
  const Clock::time_point asked = Clock::now();
  absl::StatusOr<v1::LeaseTaskResponse> response;
  const absl::Status status = Retry("LeaseTask", random_, stop, [&] {
    response = AskForTask(request, stop, late_stop);
    return response.status();
  });
  if (status.ok() && response->has_task()) {
    tasks_missed_ = 0;
    return std::move(*response->mutable_task());
  }
  if (status.ok() && response->drain()) {
    is_drained_ = true;
    return std::nullopt;
  }
  if (absl::IsNotFound(status)) {
    session_.clear();
  } else if (!status.ok() && !stop.stop_requested()) {
    spdlog::error("LeaseTask: {}", status.ToString());
  }
  if (Clock::now() - asked < kShortLease) PauseFor(BackoffDelay(++tasks_missed_, random_()), stop);
  return std::nullopt;
}

absl::StatusOr<v1::LeaseTaskResponse> Agent::AskForTask(const v1::LeaseTaskRequest& request,
                                                        const std::stop_token& stop,
                                                        const std::stop_token& late_stop) {
  std::stop_source give_up;
  const std::stop_callback give_up_late(late_stop, [&give_up] { give_up.request_stop(); });
  std::jthread drain;
  const std::stop_callback drain_at_stop(stop, [&] {
    drain = std::jthread([&](const std::stop_token& answered) {
      v1::DrainSessionRequest drain_request;
      drain_request.set_session(session_);
      const absl::Status drained = coordinator_.DrainSession(drain_request, give_up.get_token());
      if (drained.ok()) PauseFor(kLeaseAnswer, answered);
      give_up.request_stop();
    });
  });
  return coordinator_.LeaseTask(request, give_up.get_token());
}

void Agent::Work(const v1::Task& task, const std::stop_token& stop,
                 const std::stop_token& late_stop) {
  const LogScope scope(TaskFields(task.name()));
  if (stop.stop_requested()) {
    return HandBack(task, v1::ReturnTaskRequest::CAUSE_UNSPECIFIED, kAskedToStop, late_stop);
  }
  spdlog::info("{} {} epochs", task.test_data().empty() ? "training to" : "scoring after",
               task.target_epochs());
  options_.on_task(task);
  std::stop_source drop;
  const std::stop_callback drop_on_late_stop(late_stop, [&drop] { drop.request_stop(); });
  absl::StatusOr<DoneTask> done = Perform(task, stop, drop);
  if (done.ok()) {
    tasks_refused_ = 0;
    delivery_.Send(*std::move(done), late_stop);
  } else if (!drop.stop_requested()) {
    Refuse(task, done.status(), stop, late_stop);
  }
}

void Agent::Refuse(const v1::Task& task, const absl::Status& why, const std::stop_token& stop,
                   const std::stop_token& late_stop) {
  const bool is_unfit = absl::IsFailedPrecondition(why);
  HandBack(
      task,
      is_unfit ? v1::ReturnTaskRequest::WORKER_UNFIT : v1::ReturnTaskRequest::INPUT_UNAVAILABLE,
      std::string(why.message()), late_stop);
  PauseFor(BackoffDelay(++tasks_refused_, random_(), is_unfit ? kUnfitRange : kNoInputRange), stop);
}

void Agent::HandBack(const v1::Task& task, v1::ReturnTaskRequest::Cause cause,
                     const std::string& reason, const std::stop_token& late_stop) {
  spdlog::info("handed back: {}", reason);
  v1::ReturnTaskRequest request;
  request.set_name(task.name());
  request.set_cause(cause);
  request.set_reason(reason);
  request.set_session(session_);
  const absl::Status status = Retry("ReturnTask", random_, late_stop,
                                    [&] { return coordinator_.ReturnTask(request, late_stop); });
  if (!status.ok()) spdlog::warn("ReturnTask: {}", status.ToString());
}

absl::StatusOr<DoneTask> Agent::Perform(const v1::Task& task, const std::stop_token& finish_epoch,
                                        const std::stop_source& drop) {
  auto keeper = std::make_unique<LeaseKeeper>(coordinator_, task, session_, drop, random_);
  // The epochs of a task that scores are recorded already.
  const bool is_test = !task.test_data().empty();
  const TaskHooks hooks = {.on_epoch =
                               [&](const v1::Epoch& epoch) {
                                 if (!is_test) keeper->Add(epoch);
                               },
                           .batch_count = &keeper->batch_count(),
                           .finish_epoch = finish_epoch,
                           .now = &Clock::now,
                           .instruction_set = options_.instruction_set};
  ASSIGN_OR_RETURN(TaskResult result, RunTask(task, inputs_, hooks, drop.get_token()));
  PauseFor(options_.pause.Next(), drop.get_token());
  DoneTask done{.completion = std::move(result.completion),
                .is_unfinished = result.is_unfinished,
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
