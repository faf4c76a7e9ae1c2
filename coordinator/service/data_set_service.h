#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>

#include "coordinator/decide/deciding_thread.h"
#include "coordinator/service/work_pool.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/reader_pool.h"

namespace rung {

// Keeps the list of data sets.
std::unique_ptr<grpc::Service> MakeDataSetService(DecidingThread& deciding, ReaderPool& readers,
                                                  BlobStore& blobs, WorkPool& query_pool,
                                                  WorkPool& preparing_pool);

}  // namespace rung
