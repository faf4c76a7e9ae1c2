#include "client/session.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <future>
#include <utility>

#include "client/connection.h"
#include "client/patience.h"
#include "client/render/names.h"
#include "client/search_choice.h"
#include "common/resource_names.h"
#include "common/rpc/blob_transfer.h"
#include "common/status_macros.h"
#include "rung/v1/blob.grpc.pb.h"
#include "rung/v1/coordinator.grpc.pb.h"
#include "rung/v1/data_set.grpc.pb.h"
#include "rung/v1/search.grpc.pb.h"
#include "rung/v1/worker.grpc.pb.h"

namespace rung {
namespace {

// A call that reads, divides and encodes a data set, or reads all that a search recorded.
constexpr std::chrono::minutes kDataDeadline{30};

using Searches = v1::SearchService::StubInterface;
using DataSets = v1::DataSetService::StubInterface;
using Workers = v1::WorkerService::StubInterface;
using Blobs = v1::BlobService::StubInterface;

// The standard health service, for the whole server. Its messages need no code of their own:
// the request is empty, the answer one enumeration.
class HealthCheck {
 public:
  explicit HealthCheck(const std::shared_ptr<grpc::Channel>& channel) : stub_(channel) {}

  grpc::Status Check(grpc::ClientContext* context, const grpc::ByteBuffer& /*request*/,
                     grpc::ByteBuffer* response) {
    const grpc::Slice nothing;
    const grpc::ByteBuffer request(&nothing, 1);
    std::promise<grpc::Status> answered;
    stub_.UnaryCall(context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request,
                    response,
                    [&answered](grpc::Status status) { answered.set_value(std::move(status)); });
    return answered.get_future().get();
  }

 private:
  grpc::GenericStub stub_;
};

// HealthCheckResponse { status: SERVING } is field 1 with the value 1.
bool IsServingAnswer(const grpc::ByteBuffer& answer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!answer.Dump(&slices).ok()) return false;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes == "\x08\x01";
}

// A request that names a search and nothing else.
template <typename Request>
Request Named(std::string_view search) {
  Request request;
  request.set_name(SearchName(search));
  return request;
}

template <typename Request>
Request Under(std::string_view search) {
  Request request;
  request.set_parent(SearchName(search));
  return request;
}

}  // namespace

// The API's services over one connection.
struct Session::Services {
  Services(const Endpoint& endpoint, std::stop_token stop, bool warns)
      : connection(endpoint, std::move(stop), warns),
        searches(v1::SearchService::NewStub(connection.channel())),
        data_sets(v1::DataSetService::NewStub(connection.channel())),
        workers(v1::WorkerService::NewStub(connection.channel())),
        coordinator(v1::CoordinatorService::NewStub(connection.channel())),
        blobs(v1::BlobService::NewStub(connection.channel())) {}

  // One call that answers a search and takes its name alone.
  template <typename Request>
  absl::StatusOr<v1::Search> Move(std::string_view search,
                                  grpc::Status (Searches::*method)(grpc::ClientContext*,
                                                                   const Request&, v1::Search*)) {
    return connection.Call(*searches, method, Named<Request>(search));
  }

  Connection connection;
  const std::unique_ptr<Searches> searches;
  const std::unique_ptr<DataSets> data_sets;
  const std::unique_ptr<Workers> workers;
  const std::unique_ptr<v1::CoordinatorService::StubInterface> coordinator;
  const std::unique_ptr<v1::BlobService::StubInterface> blobs;
};

Session::Session(const Endpoint& endpoint, std::stop_token stop, bool warns)
    : endpoint_(endpoint),
      stop_(std::move(stop)),
      services_(std::make_unique<Services>(endpoint, stop_, warns)) {}

Session::~Session() = default;

absl::StatusOr<v1::Search> Session::CreateSearch(const v1::CreateSearchRequest& request) {
  return services_->connection.Call(*services_->searches, &Searches::CreateSearch, request,
                                    kDataDeadline);
}

absl::StatusOr<v1::Search> Session::GetSearch(std::string_view search) {
  return services_->Move(search, &Searches::GetSearch);
}

absl::StatusOr<v1::Search> Session::FindSearch(const std::string& wanted) {
  ASSIGN_OR_RETURN(const std::vector<v1::Search> all, ListSearches());
  std::vector<SearchChoice> choices;
  for (const v1::Search& search : all)
    choices.push_back({ShortName(search.name()), search.state()});
  ASSIGN_OR_RETURN(const std::string name, ChooseSearch(wanted, choices));
  return GetSearch(name);
}

absl::StatusOr<std::vector<v1::Search>> Session::ListSearches() {
  return services_->connection.ReadPages(*services_->searches, &Searches::ListSearches,
                                         v1::ListSearchesRequest(),
                                         &v1::ListSearchesResponse::mutable_searches);
}

absl::StatusOr<v1::Search> Session::PauseSearch(std::string_view search) {
  return services_->Move(search, &Searches::PauseSearch);
}

absl::StatusOr<v1::Search> Session::ResumeSearch(std::string_view search) {
  return services_->Move(search, &Searches::ResumeSearch);
}

absl::StatusOr<v1::Search> Session::StopSearch(std::string_view search) {
  return services_->Move(search, &Searches::StopSearch);
}

absl::StatusOr<v1::Search> Session::CancelSearch(std::string_view search) {
  return services_->Move(search, &Searches::CancelSearch);
}

absl::Status Session::DeleteSearch(std::string_view search) {
  return services_->connection
      .Call(*services_->searches, &Searches::DeleteSearch, Named<v1::DeleteSearchRequest>(search))
      .status();
}

absl::StatusOr<std::vector<v1::Trial>> Session::ListTrials(std::string_view search) {
  return services_->connection.ReadPages(*services_->searches, &Searches::ListTrials,
                                         Under<v1::ListTrialsRequest>(search),
                                         &v1::ListTrialsResponse::mutable_trials);
}

absl::Status Session::ForEachTrial(std::string_view search,
                                   const std::function<absl::Status(const v1::Trial&)>& take) {
  return services_->connection.ForEachPage(*services_->searches, &Searches::ListTrials,
                                           Under<v1::ListTrialsRequest>(search),
                                           [&take](const v1::ListTrialsResponse& page) {
                                             for (const v1::Trial& trial : page.trials()) {
                                               RETURN_IF_ERROR(take(trial));
                                             }
                                             return absl::OkStatus();
                                           });
}

absl::StatusOr<v1::Trial> Session::GetTrial(std::string_view search, std::int64_t trial) {
  v1::GetTrialRequest request;
  request.set_name(TrialName(search, trial));
  return services_->connection.Call(*services_->searches, &Searches::GetTrial, request);
}

absl::StatusOr<v1::Model> Session::GetModel(std::string_view search, std::int64_t trial) {
  v1::GetModelRequest request;
  request.set_name(TrialName(search, trial) + "/model");
  return services_->connection.Call(*services_->searches, &Searches::GetModel, request);
}

absl::StatusOr<std::vector<v1::Attempt>> Session::ListLostOrFailedAttempts(
    std::string_view search) {
  auto request = Under<v1::ListAttemptsRequest>(search);
  request.set_lost_or_failed_only(true);
  return services_->connection.ReadPages(*services_->searches, &Searches::ListAttempts, request,
                                         &v1::ListAttemptsResponse::mutable_attempts);
}

absl::StatusOr<v1::ListBestTrialsResponse> Session::ListBestTrials(std::string_view search) {
  return services_->connection.Call(*services_->searches, &Searches::ListBestTrials,
                                    Under<v1::ListBestTrialsRequest>(search));
}

absl::StatusOr<v1::CompareHyperparameterResponse> Session::CompareHyperparameter(
    std::string_view search, const std::string& hyperparameter) {
  auto request = Named<v1::CompareHyperparameterRequest>(search);
  request.set_hyperparameter(hyperparameter);
  return services_->connection.Call(*services_->searches, &Searches::CompareHyperparameter, request,
                                    kDataDeadline);
}

absl::StatusOr<std::vector<v1::Worker>> Session::ListWorkers() {
  return services_->connection.ReadPages(*services_->workers, &Workers::ListWorkers,
                                         v1::ListWorkersRequest(),
                                         &v1::ListWorkersResponse::mutable_workers);
}

absl::Status Session::DrainWorker(const std::string& worker) {
  v1::DrainWorkerRequest request;
  request.set_name(WorkerName(worker));
  return services_->connection.Call(*services_->workers, &Workers::DrainWorker, request).status();
}

absl::StatusOr<v1::Coordinator> Session::GetCoordinator() {
  return services_->connection.Call(*services_->coordinator,
                                    &v1::CoordinatorService::StubInterface::GetCoordinator,
                                    v1::GetCoordinatorRequest());
}

absl::StatusOr<bool> Session::IsServing() {
  HealthCheck health(services_->connection.channel());
  ASSIGN_OR_RETURN(const grpc::ByteBuffer answer,
                   services_->connection.Call(health, &HealthCheck::Check, grpc::ByteBuffer()));
  return IsServingAnswer(answer);
}

absl::StatusOr<std::vector<v1::DataSet>> Session::ListDataSets() {
  return services_->connection.ReadPages(*services_->data_sets, &DataSets::ListDataSets,
                                         v1::ListDataSetsRequest(),
                                         &v1::ListDataSetsResponse::mutable_data_sets);
}

absl::StatusOr<v1::DataSet> Session::GetDataSet(const std::string& digest) {
  v1::GetDataSetRequest request;
  request.set_name(DataSetName(digest));
  return services_->connection.Call(*services_->data_sets, &DataSets::GetDataSet, request);
}

absl::StatusOr<v1::DataSet> Session::CreateDataSet(const std::string& digest,
                                                   const std::string& display_name) {
  v1::CreateDataSetRequest request;
  request.mutable_data_set()->set_name(DataSetName(digest));
  request.mutable_data_set()->set_display_name(display_name);
  return services_->connection.Call(*services_->data_sets, &DataSets::CreateDataSet, request,
                                    kDataDeadline);
}

absl::Status Session::DeleteDataSet(const std::string& digest) {
  v1::DeleteDataSetRequest request;
  request.set_name(DataSetName(digest));
  return services_->connection.Call(*services_->data_sets, &DataSets::DeleteDataSet, request)
      .status();
}

absl::Status Session::CheckBlob(const std::string& digest, std::int64_t size) {
  v1::GetBlobRequest request;
  request.set_digest(digest);
  request.set_offset(size);
  return services_->connection.Call(*services_->blobs, &Blobs::GetBlob, request).status();
}

absl::StatusOr<std::string> Session::PutFile(
    const std::string& path,
    const std::function<void(std::int64_t stored, std::int64_t size)>& progress) {
  return PutFileAsBlob(
      *services_->blobs, path, progress, stop_,
      [this](const std::function<absl::Status()>& call) { return WithPatience(stop_, call); });
}

absl::StatusOr<std::string> Session::GetContent(const std::string& digest) {
  return GetBlob(*services_->blobs, digest, kMaxBlobMemorySize, stop_);
}

}  // namespace rung
