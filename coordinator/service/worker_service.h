#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>

#include "coordinator/decide/deciding_thread.h"
#include "coordinator/observe/status.h"
#include "coordinator/service/work_pool.h"

namespace rung {

// Tells which workers there are, and sends them home.
std::unique_ptr<grpc::Service> MakeWorkerService(DecidingThread& deciding,
                                                 const StatusReader& status, WorkPool& query_pool);

}  // namespace rung
