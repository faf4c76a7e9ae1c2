#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>

#include "coordinator/service/work_pool.h"
#include "coordinator/store/blob_store.h"

namespace rung {

// Moves pieces of blobs between callers and the blob store.
std::unique_ptr<grpc::Service> MakeBlobService(WorkPool& disk_pool, BlobStore& blobs);

}  // namespace rung
