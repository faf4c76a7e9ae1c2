#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>

#include "coordinator/decide/deciding_thread.h"
#include "coordinator/observe/status.h"
#include "coordinator/service/split_maker.h"
#include "coordinator/service/work_pool.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/reader_pool.h"

namespace rung {

// Launches searches, moves their state, answers questions about them. What changes
// anything goes to the deciding thread, what asks goes to a reader.
// `preparing_pool` divides data sets, which may take minutes.
std::unique_ptr<grpc::Service> MakeSearchService(DecidingThread& deciding, ReaderPool& readers,
                                                 SplitMaker& splits, const BlobStore& blobs,
                                                 const StatusReader& status, WorkPool& query_pool,
                                                 WorkPool& preparing_pool);

}  // namespace rung
