#include "coordinator/service/data_set_service.h"

#include <filesystem>
#include <string>
#include <utility>

#include "common/data/csv_reader.h"
#include "common/resource_names.h"
#include "common/status_macros.h"
#include "coordinator/service/page_token.h"
#include "coordinator/service/reply.h"
#include "rung/v1/data_set.grpc.pb.h"

namespace rung {
namespace {

constexpr std::size_t kMaxDisplayName = 255;

// Counts rows and columns of a CSV file, and refuses a ragged one. What its columns
// hold is checked when a search says how to read them.
absl::StatusOr<DataSetAdded> Describe(const v1::CreateDataSetRequest& request,
                                      const BlobStore& blobs) {
  DataSetAdded added;
  ASSIGN_OR_RETURN(added.digest, ParseDataSetName(request.data_set().name()));
  added.display_name = request.data_set().display_name();
  if (added.display_name.empty() || added.display_name.size() > kMaxDisplayName) {
    return absl::InvalidArgumentError("display_name must have 1 to 255 bytes");
  }
  RETURN_IF_ERROR(blobs.Sync(added.digest));
  ASSIGN_OR_RETURN(const std::string path, blobs.Path(added.digest));
  std::error_code ignored;
  added.size_bytes = static_cast<std::int64_t>(std::filesystem::file_size(path, ignored));
  ASSIGN_OR_RETURN(const auto reader, CsvReader::Open(path, added.display_name));
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, reader->NextRow());
    if (!has_row) break;
    const int cells = static_cast<int>(reader->row().size());
    if (added.column_count == 0) {
      added.column_count = cells;
    } else if (cells != added.column_count) {
      return reader->Error(
          fmt::format("row has {} cells, the header has {}; give every row the header's cells",
                      cells, added.column_count));
    } else {
      ++added.row_count;
    }
  }
  // It is in use anew: to read it may have taken long.
  if (!blobs.Has(added.digest)) return absl::NotFoundError("the data are gone; put them again");
  return added;
}

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
  void CreateDescribed(Reply<v1::DataSet> reply, const v1::CreateDataSetRequest& request);

  DecidingThread& deciding_;
  ReaderPool& readers_;
  BlobStore& blobs_;
  WorkPool& query_pool_;
  WorkPool& preparing_pool_;
};

grpc::ServerUnaryReactor* DataSetService::CreateDataSet(grpc::CallbackServerContext* context,
                                                        const v1::CreateDataSetRequest* request,
                                                        v1::DataSet* response) {
  const Reply<v1::DataSet> reply(context, *request, response);
  RunOnPool(preparing_pool_, reply, [=, this] { CreateDescribed(reply, *request); });
  return reply.reactor();
}

void DataSetService::CreateDescribed(Reply<v1::DataSet> reply,
                                     const v1::CreateDataSetRequest& request) try {
  if (reply.IsGone()) return reply.Finish(NobodyWaits());
  auto described = Describe(request, blobs_);
  if (!described.ok()) {
    reply.Finish(described.status());
    return;
  }
  DecideAndRead<v1::DataSet>(
      deciding_, query_pool_, reply,
      [added = *std::move(described)](Decider& decider, Now now) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(decider.AddDataSet(added, now));
        return added.digest;
      },
      [this](const std::string& digest) { return readers_.Take()->GetDataSet(digest); });
} catch (const std::bad_alloc&) {
  reply.Finish(
      absl::ResourceExhaustedError("the coordinator has not the memory for this data set"));
}

grpc::ServerUnaryReactor* DataSetService::GetDataSet(grpc::CallbackServerContext* context,
                                                     const v1::GetDataSetRequest* request,
                                                     v1::DataSet* response) {
  const Reply<v1::DataSet> reply(context, *request, response);
  FinishOnPool<v1::DataSet>(query_pool_, reply, [=, this]() -> absl::StatusOr<v1::DataSet> {
    ASSIGN_OR_RETURN(const std::string digest, ParseDataSetName(request->name()));
    return readers_.Take()->GetDataSet(digest);
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* DataSetService::ListDataSets(grpc::CallbackServerContext* context,
                                                       const v1::ListDataSetsRequest* request,
                                                       v1::ListDataSetsResponse* response) {
  using Response = v1::ListDataSetsResponse;
  const Reply<Response> reply(context, *request, response);
  FinishOnPool<Response>(query_pool_, reply, [=, this]() -> absl::StatusOr<Response> {
    ASSIGN_OR_RETURN(const int size, PageSize(request->page_size(), kUsualPageSize));
    ASSIGN_OR_RETURN(const std::int64_t before, PageStart(request->page_token()));
    ASSIGN_OR_RETURN(auto page, readers_.Take()->ListDataSets(size, before));
    Response answer;
    answer.mutable_data_sets()->Assign(page.rows.begin(), page.rows.end());
    answer.set_next_page_token(PageToken(page.next));
    return answer;
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* DataSetService::DeleteDataSet(grpc::CallbackServerContext* context,
                                                        const v1::DeleteDataSetRequest* request,
                                                        google::protobuf::Empty* response) {
  using Response = google::protobuf::Empty;
  const Reply<Response> reply(context, *request, response);
  FinishByDeciding<Response>(
      deciding_, reply, [=](Decider& decider, Now) -> absl::StatusOr<Response> {
        ASSIGN_OR_RETURN(const std::string digest, ParseDataSetName(request->name()));
        RETURN_IF_ERROR(decider.RemoveDataSet(digest));
        return Response();
      });
  return reply.reactor();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeDataSetService(DecidingThread& deciding, ReaderPool& readers,
                                                  BlobStore& blobs, WorkPool& query_pool,
                                                  WorkPool& preparing_pool) {
  return std::make_unique<DataSetService>(deciding, readers, blobs, query_pool, preparing_pool);
}

}  // namespace rung
