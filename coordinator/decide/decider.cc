#include "coordinator/decide/decider.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "common/resource_names.h"
#include "common/status_macros.h"
#include "coordinator/decide/check_report.h"
#include "coordinator/decide/duration_proto.h"

namespace rung {
namespace {

// At most 4096 bytes, and no character cut in two.
std::string Cut(std::string text) {
  constexpr std::size_t kMaxDetail = 4096;
  if (text.size() <= kMaxDetail) return text;
  const auto is_continuation = [&](std::size_t at) { return (text[at] & 0xC0) == 0x80; };
  std::size_t end = kMaxDetail;
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

// Empty where all of the plan is trained.
std::string StopReason(const SearchState& search) {
  return search.AllRungsDecided() ? "" : "stopped before its plan was complete";
}

std::optional<SessionId> ParseSession(const std::string& text) {
  SessionId session = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, session);
  if (error != std::errc() || stop != end) return std::nullopt;
  return session;
}

// What of a result two trainings must agree in.
std::string Text(const RecordedResult& result) {
  if (result.checkpoint.empty()) return "no score";
  return fmt::format("checkpoint {}", result.checkpoint);
}

template <class Response, class Answer>
Response Answered(Answer answer) {
  Response response;
  response.set_answer(answer);
  return response;
}

}  // namespace

std::vector<Fact> Decider::TakeFacts() { return std::exchange(outbox_, {}); }

absl::Status Decider::AddDataSet(DataSetAdded data_set, Now now) {
  if (state_.HasDataSet(data_set.digest)) return absl::OkStatus();
  data_set.time_us = now.wall_us;
  Emit(std::move(data_set), now);
  return absl::OkStatus();
}

absl::Status Decider::RemoveDataSet(const std::string& digest) {
  if (!state_.HasDataSet(digest)) {
    return absl::NotFoundError(fmt::format("there is no data set {}", digest));
  }
  if (state_.IsDataSetInUse(digest)) {
    return absl::FailedPreconditionError(fmt::format(
        "data set {} is used by a search; remove its searches first, with rung rm", digest));
  }
  Emit(DataSetRemoved{digest}, {});
  return absl::OkStatus();
}

absl::StatusOr<std::string> Decider::CreateSearch(SearchCreated created, SplitAdded split,
                                                  Now now) {
  if (!created.request_id.empty()) {
    if (const SearchState* made = state_.FindRequest(created.request_id)) {
      return made->spec().name();
    }
  }
  const std::string name = created.spec.name();
  if (state_.FindSearch(name) != nullptr) {
    return absl::AlreadyExistsError(
        fmt::format("a search named '{0}' exists; give this one another name, in its file or with "
                    "--name, or remove the other with: rung rm {0}",
                    name));
  }
  if (!state_.HasDataSet(created.data_set)) {
    return absl::NotFoundError(fmt::format("there is no data set {}", created.data_set));
  }
  if (!state_.HasSplit(split.key)) Emit(std::move(split), now);
  created.search = state_.next_search();
  created.time_us = now.wall_us;
  Emit(std::move(created), now);
  return name;
}

absl::Status Decider::PauseSearch(const std::string& name, Now now) {
  ASSIGN_OR_RETURN(SearchState * search, FindUnendedSearch(name));
  if (search->state() == v1::Search::STOPPING) {
    return absl::FailedPreconditionError(
        fmt::format("search '{}' is stopping and starts no further task", name));
  }
  if (search->state() != v1::Search::PAUSED) ChangeState(*search, v1::Search::PAUSED, "", now);
  return absl::OkStatus();
}

absl::Status Decider::ResumeSearch(const std::string& name, Now now) {
  ASSIGN_OR_RETURN(SearchState * search, FindUnendedSearch(name));
  if (search->state() != v1::Search::PAUSED) return absl::OkStatus();
  const bool has_begun = search->proposed_trials() > 0;
  ChangeState(*search, has_begun ? v1::Search::RUNNING : v1::Search::PENDING, "", now);
  return absl::OkStatus();
}

absl::Status Decider::StopSearch(const std::string& name, Now now) {
  ASSIGN_OR_RETURN(SearchState * search, FindUnendedSearch(name));
  if (search->state() != v1::Search::STOPPING) {
    ChangeState(*search, v1::Search::STOPPING, StopReason(*search), now);
  }
  Settle(*search, now);
  return absl::OkStatus();
}

absl::Status Decider::CancelSearch(const std::string& name, Now now) {
  ASSIGN_OR_RETURN(SearchState * search, FindUnendedSearch(name));
  CancelAttempts(*search, "the search was cancelled", now);
  ChangeState(*search, v1::Search::CANCELLED, "", now);
  return absl::OkStatus();
}

absl::Status Decider::DeleteSearch(const std::string& name) {
  ASSIGN_OR_RETURN(SearchState * search, FindSearch(name));
  if (!search->HasEnded()) {
    return absl::FailedPreconditionError(
        fmt::format("search '{0}' has not ended; end it first, with: rung cancel {0}", name));
  }
  Emit(SearchDeleted{search->created().search}, {});
  return absl::OkStatus();
}

absl::StatusOr<v1::StartSessionResponse> Decider::StartSession(
    const v1::StartSessionRequest& request, Now now) {
  if (!IsWorkerId(request.worker())) {
    return absl::InvalidArgumentError(
        fmt::format("'{}' is no worker's name; it has 1 to 63 letters, digits, '.', '_' or '-'",
                    request.worker().substr(0, 100)));
  }
  const SessionId session = state_.next_session();
  Emit(SessionStarted{session, request.worker(), Cut(request.numerics()), now.wall_us}, now);
  v1::StartSessionResponse response;
  response.set_session(fmt::format("{}", session));
  return response;
}

absl::StatusOr<v1::LeaseTaskResponse> Decider::LeaseTask(const v1::LeaseTaskRequest& request,
                                                         Now now) {
  const auto session = ParseSession(request.session());
  if (!session || !state_.HasSession(*session)) {
    return absl::NotFoundError(
        fmt::format("there is no session '{}'; start one", request.session().substr(0, 100)));
  }
  if (request.request_id().empty() || request.request_id().size() > 64) {
    return absl::InvalidArgumentError("request_id must have 1 to 64 bytes");
  }
  v1::LeaseTaskResponse response;
  if (const AttemptStarted* lent = state_.FindAttempt(*session, request.request_id())) {
    SearchState* search = state_.FindSearch(lent->task.search);
    if (search != nullptr &&
        search->leases().Standing(lent->task, lent->attempt) == AttemptStanding::kLent) {
      *response.mutable_task() = DescribeTask(*search, lent->task, lent->attempt);
    }
    return response;
  }
  for (SearchState* search : SearchesInTurn()) {
    const auto task = NextTask(*search, now);
    if (task && Propose(*search, *task, now)) {
      *response.mutable_task() = Lend(*search, *task, request, now);
      break;
    }
  }
  return response;
}

bool Decider::WasLent(const v1::LeaseTaskRequest& request) const {
  const auto session = ParseSession(request.session());
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
  call.search->Renew(call.task, now.monotonic);
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
  ASSIGN_OR_RETURN(const RecordedResult reported,
                   ReadResult(request, call.search->spec().score(), target));
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
  const bool is_same =
      reported.outcome == recorded.outcome && reported.checkpoint == recorded.checkpoint;
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
  ASSIGN_OR_RETURN(const Call call, FindCall(request.name(), request.session()));
  const bool is_lent = call.standing == AttemptStanding::kLent && !call.is_of_another;
  if (is_lent && !call.search->HasEnded()) {
    EndAttempt(call.task, call.attempt, v1::Attempt::RETURNED, Cut(request.reason()), now);
    Settle(*call.search, now);
  }
  return v1::ReturnTaskResponse();
}

std::string Decider::WorkerOfSession(const std::string& session) const {
  const auto number = ParseSession(session);
  return number ? state_.WorkerOf(*number) : "";
}

void Decider::RenewLeases(Now now) {
  for (auto& [number, search] : state_.searches()) search.RenewAll(now.monotonic);
}

void Decider::Tick(Now now) {
  for (auto& [number, search] : state_.searches()) {
    if (search.HasEnded()) continue;
    // A lease that ran out stays renewable until its task is lent again, so it is
    // ended here only where that will not happen.
    while (auto lease = search.leases().Overdue(now.monotonic)) {
      const bool is_last =
          search.leases().LostCount(lease->task) + 1 >= search.spec().max_attempts();
      const bool trains_no_more = search.state() == v1::Search::STOPPING && !lease->task.is_test;
      if (!is_last && !trains_no_more) break;
      LoseAttempt(search, *lease, now);
      Settle(search, now);
    }
  }
}

std::optional<MonotonicTime> Decider::NextDeadline(MonotonicTime now) {
  std::optional<MonotonicTime> next;
  for (auto& [number, search] : state_.searches()) {
    if (search.HasEnded()) continue;
    const auto deadline = search.leases().NextDeadline(now);
    if (deadline && (!next || *deadline < *next)) next = deadline;
  }
  return next;
}

void Decider::Emit(Fact fact, Now now) {
  state_.Apply(fact, now.monotonic);
  outbox_.push_back(std::move(fact));
}

absl::StatusOr<SearchState*> Decider::FindSearch(const std::string& name) {
  SearchState* search = state_.FindSearch(name);
  if (search == nullptr) {
    return absl::NotFoundError(fmt::format("there is no search '{}'", name));
  }
  return search;
}

absl::StatusOr<SearchState*> Decider::FindUnendedSearch(const std::string& name) {
  ASSIGN_OR_RETURN(SearchState * search, FindSearch(name));
  if (search->HasEnded()) {
    return absl::FailedPreconditionError(
        fmt::format("search '{}' has ended ({})", name, v1::Search::State_Name(search->state())));
  }
  return search;
}

absl::StatusOr<Decider::Call> Decider::FindCall(const std::string& attempt_name,
                                                const std::string& session) {
  ASSIGN_OR_RETURN(const AttemptName name, ParseAttemptName(attempt_name));
  const auto caller = ParseSession(session);
  if (!caller) {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' is no session; give the one under which the task was lent", session.substr(0, 100)));
  }
  ASSIGN_OR_RETURN(SearchState * search, FindSearch(name.search));
  Call call{.search = search,
            .task = {search->created().search, name.trial, name.is_test, name.rung},
            .attempt = name.attempt};
  call.standing = search->leases().Standing(call.task, call.attempt);
  if (call.standing == AttemptStanding::kUnknown) {
    return absl::NotFoundError(fmt::format("there never was an attempt {}", attempt_name));
  }
  call.is_of_another = search->leases().Holder(call.task, call.attempt) != *caller;
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
    if (auto lease = search.leases().Overdue(now.monotonic)) LoseAttempt(search, *lease, now);
  }
  return search.NextTask();
}

v1::Task Decider::Lend(SearchState& search, const TaskKey& task,
                       const v1::LeaseTaskRequest& request, Now now) {
  if (search.state() == v1::Search::PENDING) ChangeState(search, v1::Search::RUNNING, "", now);
  const int attempt = search.leases().NextAttempt(task);
  Emit(AttemptStarted{task, attempt, *ParseSession(request.session()), request.request_id(),
                      now.wall_us},
       now);
  return DescribeTask(search, task, attempt);
}

v1::Task Decider::DescribeTask(const SearchState& search, const TaskKey& task, int attempt) const {
  v1::Task description;
  description.set_name(
      AttemptName{search.spec().name(), task.trial, task.is_test, task.rung, attempt}.ToString());
  *description.mutable_configuration() = search.configuration(task.trial);
  description.set_objective(search.spec().data().objective());
  description.set_score(search.spec().score());
  description.set_seed(search.spec().seed());
  description.set_arithmetic(search.spec().arithmetic());
  description.set_trial(task.trial);
  description.set_training_data(search.split().training_blob);
  description.set_checkpoint(search.StartCheckpoint(task));
  description.set_target_epochs(search.TargetEpochs(task));
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
                        .epochs = request.trained_epochs(),
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

void Decider::EndAttempt(const TaskKey& task, int attempt, v1::Attempt::End end, std::string detail,
                         Now now) {
  Emit(AttemptEnded{task, attempt, end, std::move(detail), now.wall_us}, now);
}

void Decider::CancelAttempts(SearchState& search, const std::string& why, Now now) {
  while (auto lease = search.leases().Overdue(MonotonicTime::max())) {
    EndAttempt(lease->task, lease->attempt, v1::Attempt::CANCELLED, why, now);
  }
}

void Decider::LoseAttempt(SearchState& search, const Lease& lease, Now now) {
  EndAttempt(lease.task, lease.attempt, v1::Attempt::LOST,
             "the worker was not heard of before its lease ran out", now);
  const int lost = search.leases().LostCount(lease.task);
  if (lost >= search.spec().max_attempts()) {
    FailTask(search, lease.task,
             fmt::format("{} workers were lost while they held this task (max_attempts)", lost),
             now);
  }
}

void Decider::FailTask(SearchState& search, const TaskKey& task, std::string why, Now now) {
  if (task.is_test) {
    Emit(FinalistScored{.task = task, .failure = std::move(why), .time_us = now.wall_us}, now);
  } else {
    Emit(ResultRecorded{.task = task,
                        .outcome = v1::CompleteTaskRequest::FAILED,
                        .failure = std::move(why),
                        .time_us = now.wall_us},
         now);
  }
  Settle(search, now);
}

void Decider::ReportEpochs(const Call& call,
                           const google::protobuf::RepeatedPtrField<v1::Epoch>& epochs, Now now) {
  if (epochs.empty()) return;
  Emit(EpochsReported{call.task.search, call.task.trial, {epochs.begin(), epochs.end()}}, now);
}

void Decider::ChangeState(SearchState& search, v1::Search::State state, std::string reason,
                          Now now) {
  Emit(SearchStateChanged{search.created().search, state, std::move(reason), now.wall_us}, now);
}

void Decider::Settle(SearchState& search, Now now) {
  const SearchId number = search.created().search;
  while (auto decision = search.UnrecordedDecision()) {
    Emit(RungDecided{number, decision->rung, decision->size, decision->keep, now.wall_us}, now);
  }
  if (search.HasEnded()) return;
  const bool is_stopped =
      search.state() == v1::Search::STOPPING && search.leases().lent_count() == 0;
  if (!search.HasFinalists() && (search.AllRungsDecided() || is_stopped)) {
    FinalistsChosen chosen{.search = number, .time_us = now.wall_us};
    for (const Finalist& finalist : search.BestSoFar()) {
      chosen.finalists.push_back({finalist.trial, finalist.rung});
    }
    if (chosen.finalists.empty()) {
      ChangeState(search, is_stopped ? v1::Search::CANCELLED : v1::Search::FAILED,
                  is_stopped ? "stopped before a trial had a score"
                             : "no trial has a score: all of them diverged or failed",
                  now);
      return;
    }
    Emit(std::move(chosen), now);
  }
  if (search.HasFinalists() && search.AllFinalistsScored()) {
    ChangeState(search, v1::Search::SUCCEEDED, StopReason(search), now);
  }
}

}  // namespace rung
