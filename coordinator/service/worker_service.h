#pragma once

#include "coordinator/service/work_pool.h"
#include "coordinator/service/worker_pulse.h"
#include "coordinator/store/reader_pool.h"
#include "rung/v1/worker.grpc.pb.h"

namespace rung {

// Tells which workers there are.
class WorkerService final : public v1::WorkerService::CallbackService {
 public:
  // A worker is silent once nothing was heard of it for `lease_duration`.
  WorkerService(ReaderPool& readers, const WorkerPulse& pulse, WorkPool& query_pool,
                MonotonicDuration lease_duration)
      : readers_(readers),
        pulse_(pulse),
        query_pool_(query_pool),
        lease_duration_(lease_duration) {}

  grpc::ServerUnaryReactor* ListWorkers(grpc::CallbackServerContext* context,
                                        const v1::ListWorkersRequest* request,
                                        v1::ListWorkersResponse* response) override;

 private:
  ReaderPool& readers_;
  const WorkerPulse& pulse_;
  WorkPool& query_pool_;
  const MonotonicDuration lease_duration_;
};

}  // namespace rung
