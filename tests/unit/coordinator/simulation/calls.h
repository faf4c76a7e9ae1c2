#pragma once

#include <string>

#include "history_checker.h"
#include "network.h"
#include "rung/v1/task.pb.h"

namespace rung::simulation {

// The protocol as workers and clients speak it, each call once; what they are told is kept as
// testimony. An error that no correct caller may be told is a broken promise.
class Calls {
 public:
  template <class Response>
  using Told = std::function<void(const absl::StatusOr<Response>&)>;
  // Changes a request where it is decided: the harness's own fault.
  using Forge = std::function<void(v1::CompleteTaskRequest&)>;

  Calls(Network& network, History& history, HistoryChecker& checker, Forge forge)
      : network_(network), history_(history), checker_(checker), forge_(std::move(forge)) {}

  void StartSession(const v1::StartSessionRequest& request, Told<v1::StartSessionResponse> told);
  void LeaseTask(const v1::LeaseTaskRequest& request, Told<v1::LeaseTaskResponse> told);
  void RenewLease(const v1::RenewLeaseRequest& request, Told<v1::RenewLeaseResponse> told);
  void CompleteTask(const v1::CompleteTaskRequest& request, Told<v1::CompleteTaskResponse> told);
  void ReturnTask(const v1::ReturnTaskRequest& request, Told<v1::ReturnTaskResponse> told);

  void DrainSession(const std::string& session);
  // Told once, whether it is heard or not, with the name of the task that killed the worker.
  void EndSession(const std::string& session, const std::string& task);

  // What a client asks, `told` whether it was done.
  using Done = std::function<void(const absl::Status&)>;
  void CreateSearch(const v1::SearchSpec& spec, const std::string& request_id, Done done);
  void PauseSearch(const std::string& name, Done done);
  void ResumeSearch(const std::string& name, Done done);
  void StopSearch(const std::string& name, Done done);
  void CancelSearch(const std::string& name, Done done);
  void DeleteSearch(const std::string& name, Done done);

 private:
  // A call that has no answer but its status; `testify` where it is OK.
  void Ask(const std::string& call, std::function<absl::Status(Decider&, Now)> decide,
           std::function<void(Span)> testify, Done done);
  // Of an error about an attempt.
  void TestifyError(const absl::Status& status, const std::string& session,
                    const std::string& attempt, Span span);

  Network& network_;
  History& history_;
  HistoryChecker& checker_;
  const Forge forge_;
};

// True where no answer was heard, or none that says anything: the call may be repeated.
bool MayRepeat(const absl::Status& status);

}  // namespace rung::simulation
