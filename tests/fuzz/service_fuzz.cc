// The coordinator as callers meet it: any bytes in any method of its API. An input is a sequence
// of calls: a byte that chooses the method, one that chooses how the request begins, two for the
// length of what follows, and that. A request is bytes alone, or goes on from one that is right:
// protobufs that follow each other are merged. All calls of an input meet the same coordinator.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/rpc/blob_transfer.h"
#include "common/rpc/channel.h"
#include "coordinator/service/server.h"
#include "rung/v1/data_set.grpc.pb.h"
#include "rung/v1/search.grpc.pb.h"
#include "rung/v1/task.grpc.pb.h"
#include "rung/v1/worker.grpc.pb.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/require.h"

namespace rung {
namespace {

constexpr char kCsv[] = "x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n7,a\n8,b\n9,a\n10,b\n11,a\n12,b\n";
constexpr char kSpec[] = R"(
  name: "s" seed: 1 data { label: "y" }
  successive_halving { trials: 3 epochs: 3 eta: 3 min_epochs: 1 }
  space { learning_rate { min: 1e-4 max: 1e-1 scale: LOG } })";
constexpr int kInputsOfALab = 64;
constexpr int kMaxCalls = 32;

template <class Message>
Message Parsed(const std::string& text) {
  Message message;
  Require(google::protobuf::TextFormat::ParseFromString(text, &message), "a request of the fuzzer");
  return message;
}

// A coordinator with a data set, a search, a session and a task that is lent.
class Lab {
 public:
  Lab() {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directory(directory_);
    auto server = Server::Start({.database = directory_ + "/lab.db",
                                 .addresses = {address_},
                                 .lease_wait = std::chrono::seconds(0)});
    Require(server.ok(), "a coordinator starts");
    server_ = *std::move(server);
    channel_ = *Connect({.address = address_}, nullptr);
    stub_ = std::make_unique<grpc::GenericStub>(channel_);
    FillWithWork();
  }
  ~Lab() {
    stub_.reset();
    channel_.reset();
    server_.reset();
    std::filesystem::remove_all(directory_);
  }
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  grpc::Status Call(const std::string& method, const std::string& request) {
    const grpc::Slice slice(request);
    const grpc::ByteBuffer bytes(&slice, 1);
    grpc::ByteBuffer answer;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    grpc::Status status;
    const auto call = stub_->PrepareUnaryCall(&context, method, bytes, &queue_);
    call->StartCall();
    call->Finish(&answer, &status, this);
    void* tag = nullptr;
    bool is_ok = false;
    Require(queue_.Next(&tag, &is_ok), "the call ends");
    return status;
  }

  // The beginning of a request that is right; empty where there is none.
  std::string Template(const std::string& method) const {
    const auto found = templates_.find(method);
    return found == templates_.end() ? "" : found->second;
  }

 private:
  void FillWithWork() {
    auto blobs = v1::BlobService::NewStub(channel_);
    const auto data_sets = v1::DataSetService::NewStub(channel_);
    const auto searches = v1::SearchService::NewStub(channel_);
    const auto tasks = v1::TaskService::NewStub(channel_);
    const std::string csv = directory_ + "/data.csv";
    std::ofstream(csv) << kCsv;
    const auto digest = PutFileAsBlob(*blobs, csv);
    Require(digest.ok(), "the data are put");
    const std::string data_set = "dataSets/" + *digest;
    Use("DataSetService", "CreateDataSet", *data_sets, &v1::DataSetService::Stub::CreateDataSet,
        Parsed<v1::CreateDataSetRequest>("data_set { name: '" + data_set +
                                         "' display_name: 'd' }"));
    v1::CreateSearchRequest create;
    *create.mutable_search()->mutable_spec() = Parsed<v1::SearchSpec>(kSpec);
    create.mutable_search()->set_data_set(data_set);
    Use("SearchService", "CreateSearch", *searches, &v1::SearchService::Stub::CreateSearch, create);
    const auto session =
        Use("TaskService", "StartSession", *tasks, &v1::TaskService::Stub::StartSession,
            Parsed<v1::StartSessionRequest>("worker: 'w' numerics: 'n'"))
            .session();
    const std::string of_session = "session: '" + session + "' ";
    const v1::Task task = Use("TaskService", "LeaseTask", *tasks, &v1::TaskService::Stub::LeaseTask,
                              Parsed<v1::LeaseTaskRequest>(of_session + "request_id: 'r'"))
                              .task();
    const std::string of_task = of_session + "name: '" + task.name() + "' ";
    Know("TaskService", "RenewLease", Parsed<v1::RenewLeaseRequest>(of_task));
    Know("TaskService", "CompleteTask",
         Parsed<v1::CompleteTaskRequest>(of_task +
                                         "outcome: COMPLETED trained_epochs: 1"
                                         " checkpoint: '" +
                                         *digest + "'"));
    Know("TaskService", "ReturnTask", Parsed<v1::ReturnTaskRequest>(of_task));
    Know("TaskService", "DrainSession", Parsed<v1::DrainSessionRequest>(of_session));
    Know("TaskService", "EndSession", Parsed<v1::EndSessionRequest>(of_session));
    Know("WorkerService", "DrainWorker", Parsed<v1::DrainWorkerRequest>("name: 'workers/w'"));
    Know("BlobService", "GetBlob", Parsed<v1::GetBlobRequest>("digest: '" + *digest + "'"));
    Know("BlobService", "PutBlob", Parsed<v1::PutBlobRequest>("digest: '" + *digest + "' size: 9"));
    Know("DataSetService", "GetDataSet", Parsed<v1::GetDataSetRequest>("name: '" + data_set + "'"));
    for (const char* method : {"GetSearch", "PauseSearch", "ResumeSearch", "StopSearch",
                               "CancelSearch", "DeleteSearch", "CompareHyperparameter"}) {
      Know("SearchService", method, Parsed<v1::GetSearchRequest>("name: 'searches/s'"));
    }
    for (const char* method : {"ListBestTrials", "ListTrials", "ListAttempts"}) {
      Know("SearchService", method, Parsed<v1::ListTrialsRequest>("parent: 'searches/s'"));
    }
    for (const char* method : {"GetTrial", "GetModel"}) {
      Know("SearchService", method, Parsed<v1::GetTrialRequest>("name: 'searches/s/trials/0'"));
    }
  }

  template <class Request>
  void Know(const std::string& service, const std::string& method, const Request& request) {
    templates_["/rung.v1." + service + "/" + method] = request.SerializeAsString();
  }

  // Calls with a request that is right, and remembers it.
  template <class Stub, class Request, class Response>
  Response Use(const std::string& service, const std::string& method, Stub& stub,
               grpc::Status (Stub::*call)(grpc::ClientContext*, const Request&, Response*),
               const Request& request) {
    Know(service, method, request);
    grpc::ClientContext context;
    Response response;
    const grpc::Status status = (stub.*call)(&context, request, &response);
    Require(status.ok(), status.error_message());
    return response;
  }

  const std::string directory_ = "/tmp/rung-service-fuzz-" + std::to_string(getpid());
  const std::string address_ = "unix:" + directory_ + "/socket";
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<grpc::GenericStub> stub_;
  grpc::CompletionQueue queue_;
  std::map<std::string, std::string> templates_;
};

std::vector<std::string> AllMethods() {
  std::vector<std::string> methods;
  for (const char* name :
       {"SearchService", "TaskService", "BlobService", "DataSetService", "WorkerService"}) {
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
        std::string("rung.v1.") + name);
    Require(service != nullptr, "the API has its services");
    for (int i = 0; i < service->method_count(); ++i) {
      methods.push_back("/" + service->full_name() + "/" + service->method(i)->name());
    }
  }
  return methods;
}

// A fault of the caller is never taken for one of the coordinator.
bool IsAnAnswer(const grpc::Status& status) {
  return status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED &&
         status.error_code() != grpc::StatusCode::UNAVAILABLE &&
         status.error_code() != grpc::StatusCode::UNKNOWN;
}

void Run(FuzzInput input) {
  // Before the lab, so that OpenSSL's end comes after that of its threads.
  OPENSSL_init_crypto(0, nullptr);
  static const std::vector<std::string> methods = AllMethods();
  static std::unique_ptr<Lab> lab;
  static int age = 0;
  if (lab == nullptr || ++age % kInputsOfALab == 0) {
    lab.reset();
    lab = std::make_unique<Lab>();
  }
  for (int calls = 0; calls < kMaxCalls && !input.rest().empty(); ++calls) {
    const std::string& method = methods[input.TakeByte() % methods.size()];
    std::string request = input.TakeByte() % 2 == 0 ? lab->Template(method) : "";
    const std::size_t low = input.TakeByte();
    request += input.Take(low + 256 * input.TakeByte());
    const grpc::Status status = lab->Call(method, request);
    Require(IsAnAnswer(status), method + ": " + status.error_message());
  }
  Require(lab->Call("/rung.v1.SearchService/ListSearches", "").ok(), "the coordinator serves on");
}

}  // namespace
}  // namespace rung

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rung::Run({data, size});
  return 0;
}
