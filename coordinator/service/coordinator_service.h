#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>

#include "coordinator/observe/status.h"
#include "coordinator/service/work_pool.h"

namespace rung {

// Tells how the coordinator itself fares.
std::unique_ptr<grpc::Service> MakeCoordinatorService(const StatusReader& status,
                                                      WorkPool& query_pool);

}  // namespace rung
