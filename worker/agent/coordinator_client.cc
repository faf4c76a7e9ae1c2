#include "worker/agent/coordinator_client.h"

#include <fmt/format.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <utility>

#include "common/log/log.h"
#include "common/mutex.h"
#include "common/rpc/channel.h"
#include "common/rpc/status_translation.h"
#include "common/rpc/tls_diagnosis.h"
#include "common/service_manager.h"
#include "common/status_macros.h"
#include "rung/v1/blob.grpc.pb.h"
#include "rung/v1/task.grpc.pb.h"

namespace rung {
namespace {

using namespace std::chrono_literals;

class GrpcClient : public CoordinatorClient {
 public:
  GrpcClient(Endpoint endpoint, std::shared_ptr<grpc::Channel> channel)
      : endpoint_(std::move(endpoint)),
        channel_(std::move(channel)),
        tasks_(v1::TaskService::NewStub(channel_)),
        blobs_(v1::BlobService::NewStub(channel_)) {}

  absl::StatusOr<v1::StartSessionResponse> StartSession(const v1::StartSessionRequest& request,
                                                        std::stop_token stop) override {
    return Call(&Stub::StartSession, request, 10s, stop);
  }

  // The coordinator waits up to 20 s before it answers.
  absl::StatusOr<v1::LeaseTaskResponse> LeaseTask(const v1::LeaseTaskRequest& request,
                                                  std::stop_token stop) override {
    return Call(&Stub::LeaseTask, request, 30s, stop);
  }

  absl::StatusOr<v1::RenewLeaseResponse> RenewLease(const v1::RenewLeaseRequest& request,
                                                    std::stop_token stop) override {
    return Call(&Stub::RenewLease, request, 10s, stop);
  }

  absl::StatusOr<v1::CompleteTaskResponse> CompleteTask(const v1::CompleteTaskRequest& request,
                                                        std::stop_token stop) override {
    return Call(&Stub::CompleteTask, request, 10s, stop);
  }

  absl::Status ReturnTask(const v1::ReturnTaskRequest& request, std::stop_token stop) override {
    return Call(&Stub::ReturnTask, request, 10s, stop).status();
  }

  absl::Status DrainSession(const v1::DrainSessionRequest& request, std::stop_token stop) override {
    return Call(&Stub::DrainSession, request, 1s, stop).status();
  }

  absl::Status EndSession(const v1::EndSessionRequest& request, std::stop_token stop) override {
    return Call(&Stub::EndSession, request, 10s, stop).status();
  }

  absl::Status PutBlob(const std::string& digest, std::string_view content,
                       const BlobProgress& progress, std::stop_token stop) override {
    return rung::PutBlob(*blobs_, digest, content, progress, std::move(stop));
  }

  absl::StatusOr<std::string> GetBlob(const std::string& digest, const MovePiece& move,
                                      std::stop_token stop) override {
    return rung::GetBlob(*blobs_, digest, kMaxBlobMemorySize, std::move(stop), move);
  }

  absl::Status GetBlobToFile(const std::string& digest, const std::string& path,
                             const MovePiece& move, std::stop_token stop) override {
    return rung::GetBlobToFile(*blobs_, digest, path, kMaxBlobFileSize, std::move(stop), move);
  }

 private:
  using Stub = v1::TaskService::StubInterface;

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request, std::chrono::seconds deadline,
                                const std::stop_token& stop) {
    TellServiceManager("WATCHDOG=1");  // a worker that hangs calls nobody
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline);
    const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
    Response response;
    absl::Status status = FromGrpc(((*tasks_).*method)(&context, request, &response), context);
    if (absl::IsUnavailable(status)) TellWhatKeepsUsOut(stop);
    if (!status.ok()) return status;
    was_reached_ = true;
    return response;
  }

  // Logs what TLS has against a connection, where it is news, as gRPC itself does not say it; and
  // what to look for where there never was one.
  void TellWhatKeepsUsOut(const std::stop_token& stop) {
    if (channel_->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY) {
      was_reached_ = true;
      return;
    }
    if (!IsTimeToAsk()) return;
    std::optional<std::string> fault = DiagnoseTls(endpoint_, Role::kWorker, stop);
    if (!fault && !was_reached_) {
      fault = fmt::format(
          "not one answer yet from {}: is that the coordinator's address (--coordinator or "
          "RUNG_COORDINATOR), does it run, and do firewalls pass the port?",
          endpoint_.address);
    }
    const MutexLock lock(mutex_);
    if (fault && fault != told_) spdlog::warn("{}", *fault);
    told_ = std::move(fault);
  }

  // Not with each of many calls.
  bool IsTimeToAsk() {
    const MutexLock lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now < next_question_) return false;
    next_question_ = now + 10s;
    return true;
  }

  const Endpoint endpoint_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::TaskService::StubInterface> tasks_;
  const std::unique_ptr<v1::BlobService::StubInterface> blobs_;
  std::atomic<bool> was_reached_ = false;
  Mutex mutex_;
  std::chrono::steady_clock::time_point next_question_ ABSL_GUARDED_BY(mutex_);
  std::optional<std::string> told_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<CoordinatorClient>> ConnectToCoordinator(const Endpoint& endpoint) {
  ASSIGN_OR_RETURN(auto channel, Connect(endpoint, &LogNews));
  return std::make_unique<GrpcClient>(endpoint, std::move(channel));
}

}  // namespace rung
