#pragma once

#include "coordinator/decide/deciding_thread.h"
#include "coordinator/service/work_pool.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/reader_pool.h"
#include "rung/v1/data_set.grpc.pb.h"

namespace rung {

// Keeps the list of data sets.
class DataSetService final : public v1::DataSetService::CallbackService {
 public:
  DataSetService(DecidingThread& deciding, ReaderPool& readers, BlobStore& blobs,
                 WorkPool& query_pool, WorkPool& preparing_pool)
      : deciding_(deciding),
        readers_(readers),
        blobs_(blobs),
        query_pool_(query_pool),
        preparing_pool_(preparing_pool) {}

  grpc::ServerUnaryReactor* CreateDataSet(grpc::CallbackServerContext* context,
                                          const v1::CreateDataSetRequest* request,
                                          v1::DataSet* response) override;
  grpc::ServerUnaryReactor* GetDataSet(grpc::CallbackServerContext* context,
                                       const v1::GetDataSetRequest* request,
                                       v1::DataSet* response) override;
  grpc::ServerUnaryReactor* ListDataSets(grpc::CallbackServerContext* context,
                                         const v1::ListDataSetsRequest* request,
                                         v1::ListDataSetsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteDataSet(grpc::CallbackServerContext* context,
                                          const v1::DeleteDataSetRequest* request,
                                          google::protobuf::Empty* response) override;

 private:
  DecidingThread& deciding_;
  ReaderPool& readers_;
  BlobStore& blobs_;
  WorkPool& query_pool_;
  WorkPool& preparing_pool_;
};

}  // namespace rung
