#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/blob_transfer.h"
#include "common/rpc/endpoint.h"
#include "rung/v1/task.pb.h"

namespace rung {

// The calls of a worker to its coordinator, each made once, where nothing else is said, and with
// a deadline.
// Errors are those of the API, UNAVAILABLE and DEADLINE_EXCEEDED where there is
// no answer, CANCELLED once `stop` is requested. May be used by several threads.
class CoordinatorClient {
 public:
  virtual ~CoordinatorClient() = default;

  virtual absl::StatusOr<v1::StartSessionResponse> StartSession(
      const v1::StartSessionRequest& request, std::stop_token stop) = 0;
  virtual absl::StatusOr<v1::LeaseTaskResponse> LeaseTask(const v1::LeaseTaskRequest& request,
                                                          std::stop_token stop) = 0;
  virtual absl::StatusOr<v1::RenewLeaseResponse> RenewLease(const v1::RenewLeaseRequest& request,
                                                            std::stop_token stop) = 0;
  virtual absl::StatusOr<v1::CompleteTaskResponse> CompleteTask(
      const v1::CompleteTaskRequest& request, std::stop_token stop) = 0;
  virtual absl::Status ReturnTask(const v1::ReturnTaskRequest& request, std::stop_token stop) = 0;
  virtual absl::Status DrainSession(const v1::DrainSessionRequest& request,
                                    std::stop_token stop) = 0;
  virtual absl::Status EndSession(const v1::EndSessionRequest& request, std::stop_token stop) = 0;

  // See common/rpc/blob_transfer.h.
  virtual absl::Status PutBlob(const std::string& digest, std::string_view content,
                               const BlobProgress& progress, std::stop_token stop) = 0;
  virtual absl::StatusOr<std::string> GetBlob(const std::string& digest, const MovePiece& move,
                                              std::stop_token stop) = 0;
  virtual absl::Status GetBlobToFile(const std::string& digest, const std::string& path,
                                     const MovePiece& move, std::stop_token stop) = 0;
};

// Speaks gRPC to the coordinator at an endpoint that CheckEndpoint accepts.
// Errors: those of Connect.
absl::StatusOr<std::unique_ptr<CoordinatorClient>> ConnectToCoordinator(const Endpoint& endpoint);

}  // namespace rung
