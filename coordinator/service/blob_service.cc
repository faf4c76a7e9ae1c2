#include "coordinator/service/blob_service.h"

#include <utility>

#include "common/status_macros.h"
#include "coordinator/service/reply.h"
#include "rung/v1/blob.grpc.pb.h"

namespace rung {
namespace {

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

grpc::ServerUnaryReactor* BlobService::PutBlob(grpc::CallbackServerContext* context,
                                               const v1::PutBlobRequest* request,
                                               v1::PutBlobResponse* response) {
  const Reply<v1::PutBlobResponse> reply(context, *request, response);
  FinishOnPool<v1::PutBlobResponse>(
      disk_pool_, reply, [=, this]() -> absl::StatusOr<v1::PutBlobResponse> {
        v1::PutBlobResponse answer;
        ASSIGN_OR_RETURN(const std::int64_t stored, blobs_.Put(request->digest(), request->size(),
                                                               request->offset(), request->data()));
        answer.set_stored_size(stored);
        return answer;
      });
  return reply.reactor();
}

grpc::ServerUnaryReactor* BlobService::GetBlob(grpc::CallbackServerContext* context,
                                               const v1::GetBlobRequest* request,
                                               v1::GetBlobResponse* response) {
  const Reply<v1::GetBlobResponse> reply(context, *request, response);
  FinishOnPool<v1::GetBlobResponse>(
      disk_pool_, reply, [=, this]() -> absl::StatusOr<v1::GetBlobResponse> {
        ASSIGN_OR_RETURN(BlobStore::Piece piece,
                         blobs_.Get(request->digest(), request->offset(), BlobStore::kMaxPiece));
        v1::GetBlobResponse answer;
        answer.set_data(std::move(piece.data));
        answer.set_size(piece.size);
        return answer;
      });
  return reply.reactor();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeBlobService(WorkPool& disk_pool, BlobStore& blobs) {
  return std::make_unique<BlobService>(disk_pool, blobs);
}

}  // namespace rung
