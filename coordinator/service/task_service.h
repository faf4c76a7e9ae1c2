#pragma once

#include "coordinator/decide/deciding_thread.h"
#include "coordinator/service/work_pool.h"
#include "coordinator/service/worker_pulse.h"
#include "coordinator/store/blob_store.h"
#include "rung/v1/task.grpc.pb.h"

namespace rung {

// Worker calls: each goes to the deciding thread and is answered by it.
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

 private:
  DecidingThread& deciding_;
  WorkPool& disk_pool_;
  const BlobStore& blobs_;
  WorkerPulse& pulse_;
};

}  // namespace rung
