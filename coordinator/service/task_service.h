#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>

#include "coordinator/decide/deciding_thread.h"
#include "coordinator/observe/worker_pulse.h"
#include "coordinator/service/work_pool.h"
#include "coordinator/store/blob_store.h"

namespace rung {

// Worker calls: each goes to the deciding thread and is answered by it.
std::unique_ptr<grpc::Service> MakeTaskService(DecidingThread& deciding, WorkPool& disk_pool,
                                               const BlobStore& blobs, WorkerPulse& pulse);

}  // namespace rung
