#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/decide/coordinator_state.h"
#include "coordinator/decide/session_names.h"
#include "coordinator/facts/facts.h"
#include "rung/v1/task.pb.h"

namespace rung {

// When a command is decided. Deadlines follow the monotonic clock; the wall clock
// is only written down for people.
struct Now {
  MonotonicTime monotonic;
  std::int64_t wall_us = 0;
};

// Turns commands into facts. Each fact is applied at once and waits in the outbox
// to be committed; if that fails, this object is dropped and another is built by
// Replay. No clock, no thread, no I/O. Used by the deciding thread alone.
class Decider {
 public:
  // New searches and sessions are numbered above those given; `session_key` is for SessionNames.
  Decider(LeaseTimes times, SearchId last_search, SessionId last_session, std::string session_key)
      : times_(times),
        session_names_(std::move(session_key)),
        state_(times, last_search + 1, last_session + 1) {}

  // Takes in a fact that was recorded before.
  void Replay(const Fact& fact, MonotonicTime now) { state_.Apply(fact, now); }
  // The facts since the last call, in order.
  std::vector<Fact> TakeFacts();

  // INVALID_ARGUMENT never; a repeat is answered OK without a fact.
  absl::Status AddDataSet(DataSetAdded data_set, Now now);
  // NOT_FOUND, FAILED_PRECONDITION (a search uses it).
  absl::Status RemoveDataSet(const std::string& digest);

  // Starts a search on a split, which is added if it is new. `created` comes
  // without number and time. Answers with the search's name; for a repeat of
  // `request_id` with that of the first. ALREADY_EXISTS, NOT_FOUND (the data set).
  absl::StatusOr<std::string> CreateSearch(SearchCreated created, SplitAdded split, Now now);
  // All answer NOT_FOUND, and FAILED_PRECONDITION where the state forbids it; OK where it is as
  // wished already, so that all but the deletion may be repeated.
  absl::Status PauseSearch(const std::string& name, Now now);
  absl::Status ResumeSearch(const std::string& name, Now now);
  absl::Status StopSearch(const std::string& name, Now now);
  absl::Status CancelSearch(const std::string& name, Now now);
  absl::Status DeleteSearch(const std::string& name);

  // The worker calls of proto/rung/v1/task.proto. LeaseTask never waits: an answer
  // without a task means that none is to be had now.
  absl::StatusOr<v1::StartSessionResponse> StartSession(const v1::StartSessionRequest& request,
                                                        Now now);
  absl::StatusOr<v1::LeaseTaskResponse> LeaseTask(const v1::LeaseTaskRequest& request, Now now);
  // Of a worker that asks for a task, be one to be had or not: what it says it holds is its own
  // for another lease, though that is no progress.
  void KeepHeld(const v1::LeaseTaskRequest& request, Now now);
  // True for a repeat of a request that was lent a task, be that task over.
  bool WasLent(const v1::LeaseTaskRequest& request) const;
  absl::StatusOr<v1::RenewLeaseResponse> RenewLease(const v1::RenewLeaseRequest& request, Now now);
  absl::StatusOr<v1::CompleteTaskResponse> CompleteTask(const v1::CompleteTaskRequest& request,
                                                        Now now);
  absl::StatusOr<v1::ReturnTaskResponse> ReturnTask(const v1::ReturnTaskRequest& request, Now now);
  absl::StatusOr<v1::DrainSessionResponse> DrainSession(const v1::DrainSessionRequest& request,
                                                        Now now);
  absl::StatusOr<v1::EndSessionResponse> EndSession(const v1::EndSessionRequest& request, Now now);
  // Drains all sessions of a worker: of two that have not ended, either may be the one that
  // works; nothing where all have ended, the last one drained. NOT_FOUND, FAILED_PRECONDITION
  // (all have ended otherwise).
  absl::Status DrainWorker(const std::string& worker, Now now);
  // True where that attempt is the session's and has not ended.
  bool IsLent(const std::string& attempt, const std::string& session);
  // True where nothing more is lent to the session.
  bool IsDrained(const std::string& session) const;

  // The worker that has a session; empty where there is none.
  std::string WorkerOfSession(const std::string& session) const;

  // Begins every lease anew, as at a restart: nobody was heard for a while.
  void RenewLeases(Now now);
  // Ends what ran out and cannot be lent again.
  void Tick(Now now);
  // When a lease runs out next.
  std::optional<MonotonicTime> NextDeadline(MonotonicTime now);

 private:
  // A call about an attempt, with the search it belongs to. The attempt of another
  // session may be one of a removed search of the same name; a session that is none here
  // may be one from before the database was restored.
  struct Call {
    SearchState* search = nullptr;
    TaskKey task;
    int attempt = 0;
    AttemptStanding standing = AttemptStanding::kUnknown;
    bool is_of_another = false;
  };

  void Emit(Fact fact, Now now);
  absl::StatusOr<SearchState*> FindSearch(const std::string& name);
  absl::StatusOr<SearchState*> FindUnendedSearch(const std::string& name);
  bool HasEndedAs(const std::string& name, v1::Search::State state);
  absl::StatusOr<SessionId> FindSession(const std::string& session) const;
  absl::StatusOr<Call> FindCall(const std::string& attempt_name, const std::string& session);
  // Searches that may lend, the one with the fewest running tasks first.
  std::vector<SearchState*> SearchesInTurn();
  // Gives a new trial its configuration; false, and the search failed, if there is none.
  bool Propose(SearchState& search, const TaskKey& task, Now now);
  // The task to lend. One whose lease ran out is lost for it only where none waits.
  std::optional<TaskKey> NextTask(SearchState& search, Now now);
  v1::Task Lend(SearchState& search, const TaskKey& task, SessionId session,
                const std::string& request_id, Now now);
  v1::Task DescribeTask(const SearchState& search, const TaskKey& task, int attempt) const;
  using CompleteAnswer = v1::CompleteTaskResponse::Answer;
  absl::StatusOr<CompleteAnswer> CompleteTraining(const Call& call,
                                                  const v1::CompleteTaskRequest& request, Now now);
  absl::StatusOr<CompleteAnswer> CompleteScoring(const Call& call,
                                                 const v1::CompleteTaskRequest& request, Now now);
  // Answers a result that comes after the one that is recorded.
  CompleteAnswer CompareResults(const Call& call, const RecordedResult& recorded,
                                const RecordedResult& reported, Now now);
  void RecordResult(const Call& call, const v1::CompleteTaskRequest& request,
                    const RecordedResult& reported, Now now);
  void RecordTestScore(const Call& call, const v1::CompleteTaskRequest& request, Now now);
  void EndAttempt(const TaskKey& task, int attempt, v1::Attempt::End end, std::string detail,
                  Now now);
  void CancelAttempts(SearchState& search, const std::string& why, Now now);
  // True where the life before was drained.
  bool IsDrainedLife(const v1::StartSessionRequest& request) const;
  void Drain(SessionId session, Now now);
  // A lease that ran out.
  void LoseOverdue(SearchState& search, const Lease& lease, Now now);
  void LoseAttempt(SearchState& search, const TaskKey& task, int attempt, const std::string& why,
                   Now now);
  // Fails a task that came back too often for want of what it needs, or of workers who can do it.
  void FailIfRefused(SearchState& search, const TaskKey& task, const std::string& why, Now now);
  // Whether a worker that is busy now was never lent the task.
  bool MayOthersDo(const SearchState& search, const TaskKey& task);
  void FailTask(SearchState& search, const TaskKey& task, std::string why, Now now);
  void ReportEpochs(const Call& call, const google::protobuf::RepeatedPtrField<v1::Epoch>& epochs,
                    Now now);
  void ChangeState(SearchState& search, v1::Search::State state, std::string reason, Now now);
  // Records what follows from the results: decisions, finalists, the search's end.
  void Settle(SearchState& search, Now now);

  const LeaseTimes times_;
  const SessionNames session_names_;
  CoordinatorState state_;
  std::vector<Fact> outbox_;
};

}  // namespace rung
