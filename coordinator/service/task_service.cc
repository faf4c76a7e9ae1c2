#include "coordinator/service/task_service.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "common/resource_names.h"
#include "common/sha256.h"
#include "coordinator/service/reply.h"
#include "rung/v1/task.grpc.pb.h"

namespace rung {
namespace {

// Such a request may wait for long.
constexpr std::size_t kMaxLeaseBytes = 4096;

// A result may name a checkpoint only once its blob is there. That of a finalist is a
// result itself; any other can be trained again.
absl::Status CheckCheckpoint(const std::string& checkpoint, const std::string& attempt,
                             const BlobStore& blobs) {
  if (checkpoint.empty()) return absl::OkStatus();
  if (!IsSha256Hex(checkpoint)) {
    return absl::InvalidArgumentError(
        "checkpoint is no digest; a digest has 64 lower-case hexadecimal digits");
  }
  if (!blobs.Has(checkpoint)) {
    return absl::FailedPreconditionError(
        fmt::format("there is no blob {}; put the checkpoint first", checkpoint));
  }
  const absl::StatusOr<AttemptName> name = ParseAttemptName(attempt);
  return name.ok() && name->is_test ? blobs.Sync(checkpoint) : absl::OkStatus();
}

class TaskService final : public v1::TaskService::CallbackService {
 public:
  TaskService(DecidingThread& deciding, WorkPool& disk_pool, const BlobStore& blobs,
              WorkerPulse& pulse)
      : deciding_(deciding), disk_pool_(disk_pool), blobs_(blobs), pulse_(pulse) {}

  grpc::ServerUnaryReactor* StartSession(grpc::CallbackServerContext* context,
                                         const v1::StartSessionRequest* request,
                                         v1::StartSessionResponse* response) override;
  grpc::ServerUnaryReactor* LeaseTask(grpc::CallbackServerContext* context,
                                      const v1::LeaseTaskRequest* request,
                                      v1::LeaseTaskResponse* response) override;
  grpc::ServerUnaryReactor* RenewLease(grpc::CallbackServerContext* context,
                                       const v1::RenewLeaseRequest* request,
                                       v1::RenewLeaseResponse* response) override;
  grpc::ServerUnaryReactor* CompleteTask(grpc::CallbackServerContext* context,
                                         const v1::CompleteTaskRequest* request,
                                         v1::CompleteTaskResponse* response) override;
  grpc::ServerUnaryReactor* ReturnTask(grpc::CallbackServerContext* context,
                                       const v1::ReturnTaskRequest* request,
                                       v1::ReturnTaskResponse* response) override;
  grpc::ServerUnaryReactor* DrainSession(grpc::CallbackServerContext* context,
                                         const v1::DrainSessionRequest* request,
                                         v1::DrainSessionResponse* response) override;
  grpc::ServerUnaryReactor* EndSession(grpc::CallbackServerContext* context,
                                       const v1::EndSessionRequest* request,
                                       v1::EndSessionResponse* response) override;

 private:
  // Answers with what `decide` returns, once the checkpoint that the request names is there; an
  // attempt that is over needs none. `request` outlives the call.
  template <class Response, class Request>
  void FinishWithCheckpoint(const Request& request, Reply<Response> reply,
                            std::function<absl::StatusOr<Response>(Decider&, Now)> decide) {
    RunOnPool(disk_pool_, reply, [this, &request, reply, decide = std::move(decide)] {
      const absl::Status checked = CheckCheckpoint(request.checkpoint(), request.name(), blobs_);
      FinishByDeciding<Response>(
          deciding_, reply, [=, &request](Decider& decider, Now now) -> absl::StatusOr<Response> {
            const bool is_missed =
                !checked.ok() && decider.IsLent(request.name(), request.session());
            return is_missed ? checked : decide(decider, now);
          });
    });
  }

  // Notes what the call of a worker tells of it, and passes the answer on.
  template <class Request, class Response>
  absl::StatusOr<Response> Heard(const Request& request, const Decider& decider, Now now,
                                 absl::StatusOr<Response> answer) {
    const std::string worker = decider.WorkerOfSession(request.session());
    pulse_.Hear(worker, now.monotonic);
    if (answer.ok()) pulse_.Report(worker, request.name(), request.epochs(), now.monotonic);
    if constexpr (requires { Response::SUPERSEDED; }) {
      if (answer.ok() && answer->answer() == Response::SUPERSEDED) pulse_.CountSuperseded(worker);
    }
    return answer;
  }

  DecidingThread& deciding_;
  WorkPool& disk_pool_;
  const BlobStore& blobs_;
  WorkerPulse& pulse_;
};

grpc::ServerUnaryReactor* TaskService::StartSession(grpc::CallbackServerContext* context,
                                                    const v1::StartSessionRequest* request,
                                                    v1::StartSessionResponse* response) {
  const Reply<v1::StartSessionResponse> reply(context, *request, response);
  FinishByDeciding<v1::StartSessionResponse>(
      deciding_, reply, [=, this](Decider& decider, Now now) {
        auto started = decider.StartSession(*request, now);
        if (started.ok()) {
          started->set_coordinator_version(std::string(Version()));
          pulse_.Hear(request->worker(), now.monotonic);
        }
        return started;
      });
  return reply.reactor();
}

grpc::ServerUnaryReactor* TaskService::LeaseTask(grpc::CallbackServerContext* context,
                                                 const v1::LeaseTaskRequest* request,
                                                 v1::LeaseTaskResponse* response) {
  const Reply<v1::LeaseTaskResponse> reply(context, *request, response);
  absl::Status status = reply.CheckCaller();
  if (status.ok() && reply.request_bytes() > kMaxLeaseBytes) {
    status =
        absl::InvalidArgumentError(fmt::format("a request for a task has at most {} bytes, not {}",
                                               kMaxLeaseBytes, reply.request_bytes()));
  }
  if (status.ok()) {
    status =
        deciding_.SubmitLease({.request = *request,
                               .on_arrival =
                                   [this, session = request->session()](Decider& decider, Now now) {
                                     pulse_.Hear(decider.WorkerOfSession(session), now.monotonic);
                                   },
                               .is_gone = [reply] { return reply.IsGone(); },
                               .answer = [reply](const auto& result) { reply.Finish(result); }});
  }
  if (!status.ok()) reply.Finish(status);
  return reply.reactor();
}

grpc::ServerUnaryReactor* TaskService::RenewLease(grpc::CallbackServerContext* context,
                                                  const v1::RenewLeaseRequest* request,
                                                  v1::RenewLeaseResponse* response) {
  const Reply<v1::RenewLeaseResponse> reply(context, *request, response);
  FinishByDeciding<v1::RenewLeaseResponse>(deciding_, reply, [=, this](Decider& decider, Now now) {
    return Heard(*request, decider, now, decider.RenewLease(*request, now));
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* TaskService::CompleteTask(grpc::CallbackServerContext* context,
                                                    const v1::CompleteTaskRequest* request,
                                                    v1::CompleteTaskResponse* response) {
  const Reply<v1::CompleteTaskResponse> reply(context, *request, response);
  FinishWithCheckpoint<v1::CompleteTaskResponse>(
      *request, reply, [=, this](Decider& decider, Now now) {
        return Heard(*request, decider, now, decider.CompleteTask(*request, now));
      });
  return reply.reactor();
}

grpc::ServerUnaryReactor* TaskService::ReturnTask(grpc::CallbackServerContext* context,
                                                  const v1::ReturnTaskRequest* request,
                                                  v1::ReturnTaskResponse* response) {
  const Reply<v1::ReturnTaskResponse> reply(context, *request, response);
  FinishWithCheckpoint<v1::ReturnTaskResponse>(
      *request, reply, [=, this](Decider& decider, Now now) {
        return Heard(*request, decider, now, decider.ReturnTask(*request, now));
      });
  return reply.reactor();
}

grpc::ServerUnaryReactor* TaskService::DrainSession(grpc::CallbackServerContext* context,
                                                    const v1::DrainSessionRequest* request,
                                                    v1::DrainSessionResponse* response) {
  const Reply<v1::DrainSessionResponse> reply(context, *request, response);
  FinishByDeciding<v1::DrainSessionResponse>(deciding_, reply, [=](Decider& decider, Now now) {
    return decider.DrainSession(*request, now);
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* TaskService::EndSession(grpc::CallbackServerContext* context,
                                                  const v1::EndSessionRequest* request,
                                                  v1::EndSessionResponse* response) {
  const Reply<v1::EndSessionResponse> reply(context, *request, response);
  FinishByDeciding<v1::EndSessionResponse>(deciding_, reply, [=](Decider& decider, Now now) {
    return decider.EndSession(*request, now);
  });
  return reply.reactor();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeTaskService(DecidingThread& deciding, WorkPool& disk_pool,
                                               const BlobStore& blobs, WorkerPulse& pulse) {
  return std::make_unique<TaskService>(deciding, disk_pool, blobs, pulse);
}

}  // namespace rung
