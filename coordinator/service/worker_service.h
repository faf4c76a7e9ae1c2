#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>

#include "coordinator/decide/deciding_thread.h"
#include "coordinator/service/work_pool.h"
#include "coordinator/service/worker_pulse.h"
#include "coordinator/store/reader_pool.h"

namespace rung {

// Tells which workers there are, and sends them home.
// A worker is silent once nothing was heard of it for `lease_duration`.
std::unique_ptr<grpc::Service> MakeWorkerService(DecidingThread& deciding, ReaderPool& readers,
                                                 const WorkerPulse& pulse, WorkPool& query_pool,
                                                 MonotonicDuration lease_duration);

}  // namespace rung
