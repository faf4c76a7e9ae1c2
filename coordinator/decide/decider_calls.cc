#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/resource_names.h"
#include "common/status_macros.h"
#include "coordinator/decide/check_report.h"
#include "coordinator/decide/decider.h"
#include "coordinator/decide/duration_proto.h"

// The calls of workers: sessions, leases and results.
namespace rung {
namespace {

constexpr std::size_t kMaxRequestId = 64;
// So many refusals for reasons of the workers' own are taken for a sign that none will do.
constexpr int kMostUnfit = 10;

// At most so many bytes of it, and no character cut in two.
std::string Cut(std::string text, std::size_t most = 4096) {
  if (text.size() <= most) return text;
  const auto is_continuation = [&](std::size_t at) { return (text[at] & 0xC0) == 0x80; };
  std::size_t end = most;
  while (end > 0 && is_continuation(end)) --end;
  text.resize(end);
  return text;
}

bool MayLend(const SearchState& search) {
  switch (search.state()) {
    case v1::Search::PENDING:
    case v1::Search::RUNNING:
      return true;
    case v1::Search::STOPPING:
      return search.HasFinalists();
    default:
      return false;
  }
}

std::string NameOf(const SearchState& search, const TaskKey& task, int attempt) {
  return AttemptName{search.spec().name(), task.trial, task.is_test, task.rung, attempt}.ToString();
}

// What of a result two trainings must agree in.
std::string Text(const RecordedResult& result) {
  if (!result.score) return "no score";
  return fmt::format("score {} and checkpoint {}", *result.score, result.checkpoint);
}

template <class Response, class Answer>
Response Answered(Answer answer) {
  Response response;
  response.set_answer(answer);
  return response;
}

}  // namespace

absl::StatusOr<v1::StartSessionResponse> Decider::StartSession(
    const v1::StartSessionRequest& request, Now now) {
  if (!IsWorkerId(request.worker())) {
    return absl::InvalidArgumentError(
        fmt::format("'{}' is no worker's name; it has 1 to 63 letters, digits, '.', '_' or '-'",
                    request.worker().substr(0, 100)));
  }
  if (request.request_id().size() > kMaxRequestId) {
    return absl::InvalidArgumentError("request_id must have at most 64 bytes");
  }
  std::optional<SessionId> session = state_.FindSessionRequest(request.request_id());
  if (session && state_.FindSession(*session)->worker != request.worker()) {
    return absl::InvalidArgumentError("request_id is that of another worker's session");
  }
  if (!session) {
    session = state_.next_session();
    constexpr std::size_t kMaxName = 255;
    Emit(SessionStarted{*session, request.worker(), Cut(request.numerics(), kMaxName), now.wall_us,
                        request.request_id(), Cut(request.host(), kMaxName),
                        Cut(request.version(), kMaxName), std::max(request.cpu_count(), 0)},
         now);
    if (IsDrainedLife(request)) Drain(*session, now);
  }
  v1::StartSessionResponse response;
  response.set_session(session_names_.NameOf(*session));
  return response;
}

bool Decider::IsDrainedLife(const v1::StartSessionRequest& request) const {
  const absl::StatusOr<SessionId> before = FindSession(request.previous_session());
  if (!before.ok()) return false;
  const SessionState& session = *state_.FindSession(*before);
  return session.is_drained && session.worker == request.worker();
}

absl::StatusOr<v1::LeaseTaskResponse> Decider::LeaseTask(const v1::LeaseTaskRequest& request,
                                                         Now now) {
  ASSIGN_OR_RETURN(const SessionId session, FindSession(request.session()));
  if (request.request_id().empty() || request.request_id().size() > kMaxRequestId) {
    return absl::InvalidArgumentError("request_id must have 1 to 64 bytes");
  }
  v1::LeaseTaskResponse response;
  if (const AttemptStarted* lent = state_.FindAttempt(session, request.request_id())) {
    SearchState* search = state_.FindSearch(lent->task.search);
    if (search != nullptr &&
        search->leases().Standing(lent->task, lent->attempt) == AttemptStanding::kLent) {
      search->Renew(lent->task, /*batch_count=*/0, now.monotonic);  // it is only now heard of
      *response.mutable_task() = DescribeTask(*search, lent->task, lent->attempt);
    }
    return response;
  }
  if (!state_.FindSession(session)->may_be_lent_to()) {
    response.set_drain(true);
    return response;
  }
  for (SearchState* search : SearchesInTurn()) {
    const auto task = NextTask(*search, now);
    if (task && Propose(*search, *task, now)) {
      *response.mutable_task() = Lend(*search, *task, session, request.request_id(), now);
      break;
    }
  }
  return response;
}

void Decider::KeepHeld(const v1::LeaseTaskRequest& request, Now now) {
  for (const std::string& attempt : request.held_attempts()) {
    if (!IsLent(attempt, request.session())) continue;
    const Call held = *FindCall(attempt, request.session());
    held.search->Renew(held.task, /*batch_count=*/0, now.monotonic);
  }
}

bool Decider::WasLent(const v1::LeaseTaskRequest& request) const {
  const auto session = session_names_.NumberOf(request.session());
  return session && state_.FindAttempt(*session, request.request_id()) != nullptr;
}

absl::StatusOr<v1::RenewLeaseResponse> Decider::RenewLease(const v1::RenewLeaseRequest& request,
                                                           Now now) {
  using Response = v1::RenewLeaseResponse;
  ASSIGN_OR_RETURN(const Call call, FindCall(request.name(), request.session()));
  if (call.is_of_another) return Answered<Response>(Response::SUPERSEDED);
  if (call.search->HasEnded()) return Answered<Response>(Response::CANCELLED);
  if (call.standing != AttemptStanding::kLent) return Answered<Response>(Response::SUPERSEDED);
  if (!call.task.is_test) {
    RETURN_IF_ERROR(CheckEpochs(request.epochs(), call.search->TargetEpochs(call.task)));
    ReportEpochs(call, request.epochs(), now);
  }
  call.search->Renew(call.task, request.batch_count(), now.monotonic);
  return Answered<Response>(Response::RENEWED);
}

absl::StatusOr<v1::CompleteTaskResponse> Decider::CompleteTask(
    const v1::CompleteTaskRequest& request, Now now) {
  using Request = v1::CompleteTaskRequest;
  using Response = v1::CompleteTaskResponse;
  if (!Request::Outcome_IsValid(request.outcome()) ||
      request.outcome() == Request::OUTCOME_UNSPECIFIED) {
    return absl::InvalidArgumentError("outcome must be COMPLETED, DIVERGED or FAILED");
  }
  ASSIGN_OR_RETURN(const Call call, FindCall(request.name(), request.session()));
  if (call.is_of_another) return Answered<Response>(Response::SUPERSEDED);
  ASSIGN_OR_RETURN(const CompleteAnswer answer, call.task.is_test
                                                    ? CompleteScoring(call, request, now)
                                                    : CompleteTraining(call, request, now));
  if (answer == Response::RECORDED) Settle(*call.search, now);
  return Answered<Response>(answer);
}

absl::StatusOr<Decider::CompleteAnswer> Decider::CompleteTraining(
    const Call& call, const v1::CompleteTaskRequest& request, Now now) {
  const int target = call.search->TargetEpochs(call.task);
  const TrainingOrder order{.score = call.search->spec().score(),
                            .target = target,
                            .may_stop = call.search->Patience(call.task) > 0};
  ASSIGN_OR_RETURN(const RecordedResult reported, ReadResult(request, order));
  RETURN_IF_ERROR(CheckEpochs(request.epochs(), target));
  if (const RecordedResult* recorded = call.search->Result(call.task)) {
    return CompareResults(call, *recorded, reported, now);
  }
  if (call.search->HasEnded()) return v1::CompleteTaskResponse::CANCELLED;
  if (call.standing != AttemptStanding::kLent) return v1::CompleteTaskResponse::SUPERSEDED;
  ReportEpochs(call, request.epochs(), now);
  RecordResult(call, request, reported, now);
  return v1::CompleteTaskResponse::RECORDED;
}

absl::StatusOr<Decider::CompleteAnswer> Decider::CompleteScoring(
    const Call& call, const v1::CompleteTaskRequest& request, Now now) {
  RETURN_IF_ERROR(CheckTestScore(request, call.search->spec().score()));
  if (call.search->IsScored(call.task.trial)) return v1::CompleteTaskResponse::ALREADY_RECORDED;
  if (call.search->HasEnded()) return v1::CompleteTaskResponse::CANCELLED;
  if (call.standing != AttemptStanding::kLent) return v1::CompleteTaskResponse::SUPERSEDED;
  RecordTestScore(call, request, now);
  return v1::CompleteTaskResponse::RECORDED;
}

Decider::CompleteAnswer Decider::CompareResults(const Call& call, const RecordedResult& recorded,
                                                const RecordedResult& reported, Now now) {
  const bool is_same = reported.outcome == recorded.outcome &&
                       reported.checkpoint == recorded.checkpoint &&
                       reported.score == recorded.score;
  if (is_same) return v1::CompleteTaskResponse::ALREADY_RECORDED;
  // A task that failed says nothing of what its training gives.
  const bool are_trained = recorded.outcome != v1::CompleteTaskRequest::FAILED &&
                           reported.outcome != v1::CompleteTaskRequest::FAILED;
  if (are_trained && !call.search->HasFault(call.task, call.attempt)) {
    Emit(DeterminismFault{call.task, call.attempt,
                          fmt::format("recorded {}, another attempt made {}", Text(recorded),
                                      Text(reported)),
                          now.wall_us},
         now);
  }
  return v1::CompleteTaskResponse::SUPERSEDED;
}

absl::StatusOr<v1::ReturnTaskResponse> Decider::ReturnTask(const v1::ReturnTaskRequest& request,
                                                           Now now) {
  using Request = v1::ReturnTaskRequest;
  if (!Request::Cause_IsValid(request.cause())) {
    return absl::InvalidArgumentError("cause must be one that ReturnTaskRequest.Cause names");
  }
  ASSIGN_OR_RETURN(const Call call, FindCall(request.name(), request.session()));
  const bool is_lent = call.standing == AttemptStanding::kLent && !call.is_of_another;
  if (!is_lent || call.search->HasEnded()) return v1::ReturnTaskResponse();
  const bool is_begun = request.cause() == Request::CAUSE_UNSPECIFIED;
  AttemptEnded ended{.task = call.task,
                     .attempt = call.attempt,
                     .end = is_begun ? v1::Attempt::RETURNED : v1::Attempt::FAILED,
                     .detail = Cut(request.reason()),
                     .time_us = now.wall_us,
                     .is_excused = !is_begun && request.cause() != Request::INPUT_UNAVAILABLE};
  if (!call.task.is_test) {
    RETURN_IF_ERROR(CheckEpochs(request.epochs(), call.search->TargetEpochs(call.task)));
    ReportEpochs(call, request.epochs(), now);
    // How long ago the best epoch was is in no checkpoint.
    if (is_begun && call.search->Patience(call.task) == 0) ended.checkpoint = request.checkpoint();
  }
  Emit(std::move(ended), now);
  FailIfRefused(*call.search, call.task, request.reason(), now);
  Settle(*call.search, now);
  return v1::ReturnTaskResponse();
}

void Decider::FailIfRefused(SearchState& search, const TaskKey& task, const std::string& why,
                            Now now) {
  const int refused = search.leases().RefusedCount(task);
  if (refused >= search.spec().max_attempts()) {
    return FailTask(search, task,
                    Cut(fmt::format("{} attempts could not begin for want of what they need "
                                    "(max_attempts); the last: {}",
                                    refused, why)),
                    now);
  }
  const int unfit = search.leases().UnfitCount(task);
  if (unfit < kMostUnfit || MayOthersDo(search, task)) return;
  FailTask(search, task,
           Cut(fmt::format("no worker that is here can do this task, {} tries say; the last: {}",
                           unfit, why)),
           now);
}

bool Decider::MayOthersDo(const SearchState& search, const TaskKey& task) {
  return std::ranges::any_of(state_.searches(), [&](const auto& entry) {
    return std::ranges::any_of(entry.second.leases().Holders(), [&](SessionId session) {
      return !search.leases().WasLentTo(task, session);
    });
  });
}

absl::StatusOr<v1::DrainSessionResponse> Decider::DrainSession(
    const v1::DrainSessionRequest& request, Now now) {
  ASSIGN_OR_RETURN(const SessionId session, FindSession(request.session()));
  Drain(session, now);
  return v1::DrainSessionResponse();
}

absl::StatusOr<v1::EndSessionResponse> Decider::EndSession(const v1::EndSessionRequest& request,
                                                           Now now) {
  ASSIGN_OR_RETURN(const SessionId session, FindSession(request.session()));
  if (state_.FindSession(session)->has_ended) return v1::EndSessionResponse();
  const std::string reason = Cut(request.reason());
  for (const AttemptStarted& attempt : state_.OpenAttempts(session)) {
    SearchState& search = *state_.FindSearch(attempt.task.search);
    if (search.HasEnded()) continue;
    const std::string name = NameOf(search, attempt.task, attempt.attempt);
    const bool is_blamed = request.task().empty() || request.task() == name;
    if (is_blamed && !request.was_asked()) {
      LoseAttempt(search, attempt.task, attempt.attempt, reason, now);
    } else {
      EndAttempt(attempt.task, attempt.attempt, v1::Attempt::RETURNED, reason, now);
    }
    Settle(search, now);
  }
  Emit(SessionEnded{session, reason, now.wall_us}, now);
  return v1::EndSessionResponse();
}

absl::Status Decider::DrainWorker(const std::string& worker, Now now) {
  const std::set<SessionId>* sessions = state_.UnendedSessionsOf(worker);
  if (sessions == nullptr) {
    return absl::NotFoundError(fmt::format("there is no worker '{}'", worker));
  }
  if (sessions->empty()) {
    if (state_.WasDrained(worker)) return absl::OkStatus();
    return absl::FailedPreconditionError(fmt::format("worker '{}' has ended already", worker));
  }
  for (const SessionId session : *sessions) Drain(session, now);
  return absl::OkStatus();
}

void Decider::Drain(SessionId session, Now now) {
  if (!state_.FindSession(session)->is_drained) Emit(SessionDrained{session, now.wall_us}, now);
}

bool Decider::IsLent(const std::string& attempt, const std::string& session) {
  const absl::StatusOr<Call> call = FindCall(attempt, session);
  return call.ok() && !call->is_of_another && call->standing == AttemptStanding::kLent;
}

bool Decider::IsDrained(const std::string& session) const {
  const auto number = FindSession(session);
  return number.ok() && !state_.FindSession(*number)->may_be_lent_to();
}

std::string Decider::WorkerOfSession(const std::string& session) const {
  const auto number = FindSession(session);
  return number.ok() ? state_.FindSession(*number)->worker : "";
}

absl::StatusOr<SessionId> Decider::FindSession(const std::string& session) const {
  const auto number = session_names_.NumberOf(session);
  if (number && state_.FindSession(*number) != nullptr) return *number;
  return absl::NotFoundError(
      fmt::format("there is no session '{}'; start one", session.substr(0, 100)));
}

absl::StatusOr<Decider::Call> Decider::FindCall(const std::string& attempt_name,
                                                const std::string& session) {
  ASSIGN_OR_RETURN(const AttemptName name, ParseAttemptName(attempt_name));
  if (session.empty()) {
    return absl::InvalidArgumentError(
        "there is no session; give that under which the task was lent");
  }
  const std::optional<SessionId> caller = session_names_.NumberOf(session);
  ASSIGN_OR_RETURN(SearchState * search, FindSearch(name.search));
  Call call{.search = search,
            .task = {search->created().search, name.trial, name.is_test, name.rung},
            .attempt = name.attempt};
  call.standing = search->leases().Standing(call.task, call.attempt);
  if (call.standing == AttemptStanding::kUnknown) {
    return absl::NotFoundError(fmt::format("there never was an attempt {}", attempt_name));
  }
  call.is_of_another = !caller || search->leases().Holder(call.task, call.attempt) != caller;
  return call;
}

std::vector<SearchState*> Decider::SearchesInTurn() {
  std::vector<SearchState*> searches;
  for (auto& [number, search] : state_.searches()) {
    if (MayLend(search)) searches.push_back(&search);
  }
  std::ranges::sort(searches, {}, [](const SearchState* search) {
    return std::pair(search->leases().lent_count(), search->created().search);
  });
  return searches;
}

bool Decider::Propose(SearchState& search, const TaskKey& task, Now now) {
  if (task.is_test || task.trial < search.proposed_trials()) return true;
  auto configuration = search.Propose();
  if (!configuration.ok()) {
    CancelAttempts(search, "the search failed", now);
    ChangeState(search, v1::Search::FAILED, std::string(configuration.status().message()), now);
    return false;
  }
  Emit(TrialProposed{task.search, task.trial, *std::move(configuration)}, now);
  return true;
}

std::optional<TaskKey> Decider::NextTask(SearchState& search, Now now) {
  if (!search.leases().Waiting()) {
    if (auto lease = search.leases().Overdue(now.monotonic)) LoseOverdue(search, *lease, now);
  }
  return search.NextTask();
}

v1::Task Decider::Lend(SearchState& search, const TaskKey& task, SessionId session,
                       const std::string& request_id, Now now) {
  if (search.state() == v1::Search::PENDING) ChangeState(search, v1::Search::RUNNING, "", now);
  const int attempt = search.leases().NextAttempt(task);
  Emit(AttemptStarted{task, attempt, session, request_id, now.wall_us}, now);
  return DescribeTask(search, task, attempt);
}

v1::Task Decider::DescribeTask(const SearchState& search, const TaskKey& task, int attempt) const {
  v1::Task description;
  description.set_name(NameOf(search, task, attempt));
  *description.mutable_configuration() = search.configuration(task.trial);
  description.set_objective(search.spec().data().objective());
  description.set_score(search.spec().score());
  description.set_seed(search.spec().seed());
  description.set_arithmetic(search.spec().arithmetic());
  description.set_trial(task.trial);
  description.set_training_data(search.split().training_blob);
  description.set_checkpoint(search.StartCheckpoint(task));
  description.set_target_epochs(search.TargetEpochs(task));
  description.set_patience(search.Patience(task));
  if (task.is_test) description.set_test_data(search.split().test_blob);
  *description.mutable_lease_duration() = ToProto(times_.lease);
  *description.mutable_renew_interval() = ToProto(times_.renew);
  return description;
}

void Decider::RecordResult(const Call& call, const v1::CompleteTaskRequest& request,
                           const RecordedResult& reported, Now now) {
  using Request = v1::CompleteTaskRequest;
  ResultRecorded result{.task = call.task,
                        .attempt = call.attempt,
                        .outcome = reported.outcome,
                        .epochs = reported.epochs,
                        .score = reported.score,
                        .training = request.training(),
                        .validation = request.validation(),
                        .checkpoint = reported.checkpoint,
                        .failure = Cut(request.failure()),
                        .time_us = now.wall_us};
  const auto end = result.outcome == Request::COMPLETED  ? v1::Attempt::COMPLETED
                   : result.outcome == Request::DIVERGED ? v1::Attempt::DIVERGED
                                                         : v1::Attempt::FAILED;
  const std::string detail = result.failure;
  Emit(std::move(result), now);
  EndAttempt(call.task, call.attempt, end, detail, now);
}

void Decider::RecordTestScore(const Call& call, const v1::CompleteTaskRequest& request, Now now) {
  const bool is_scored = request.outcome() == v1::CompleteTaskRequest::COMPLETED;
  FinalistScored scored{.task = call.task, .attempt = call.attempt, .time_us = now.wall_us};
  if (is_scored) {
    scored.test = request.test();
    scored.validation_spread = request.validation_spread();
    scored.test_spread = request.test_spread();
  } else {
    scored.failure = Cut(request.failure());
  }
  Emit(std::move(scored), now);
  EndAttempt(call.task, call.attempt, is_scored ? v1::Attempt::COMPLETED : v1::Attempt::FAILED,
             Cut(request.failure()), now);
}

void Decider::ReportEpochs(const Call& call,
                           const google::protobuf::RepeatedPtrField<v1::Epoch>& epochs, Now now) {
  if (epochs.empty()) return;
  Emit(EpochsReported{call.task.search, call.task.trial, {epochs.begin(), epochs.end()}}, now);
}

}  // namespace rung
