#pragma once

#include "coordinator/service/work_pool.h"
#include "coordinator/store/blob_store.h"
#include "rung/v1/blob.grpc.pb.h"

namespace rung {

// Moves pieces of blobs between callers and the blob store.
class BlobService final : public v1::BlobService::CallbackService {
 public:
  BlobService(WorkPool& disk_pool, BlobStore& blobs) : disk_pool_(disk_pool), blobs_(blobs) {}

  grpc::ServerUnaryReactor* PutBlob(grpc::CallbackServerContext* context,
                                    const v1::PutBlobRequest* request,
                                    v1::PutBlobResponse* response) override;
  grpc::ServerUnaryReactor* GetBlob(grpc::CallbackServerContext* context,
                                    const v1::GetBlobRequest* request,
                                    v1::GetBlobResponse* response) override;

 private:
  WorkPool& disk_pool_;
  BlobStore& blobs_;
};

}  // namespace rung
