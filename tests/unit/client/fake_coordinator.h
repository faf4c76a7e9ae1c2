#pragma once

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/private_folder.h"
#include "common/rpc/endpoint.h"
#include "rung/v1/blob.grpc.pb.h"
#include "rung/v1/data_set.grpc.pb.h"
#include "rung/v1/search.grpc.pb.h"
#include "rung/v1/worker.grpc.pb.h"

namespace rung {

// A coordinator of a few lines on a Unix socket, for the client's tests.
class FakeCoordinator {
 public:
  // Answers from a list, each once; the last for ever.
  class Searches : public v1::SearchService::Service {
   public:
    std::vector<v1::Search> pages;     // of ListSearches, one search a page
    std::vector<v1::Search> sequence;  // of GetSearch
    std::vector<grpc::Status> create_statuses = {grpc::Status::OK};
    std::vector<v1::CreateSearchRequest> created;
    v1::ListBestTrialsResponse best;
    std::vector<v1::Trial> trials;  // of GetTrial
    v1::Model model;                // of GetModel, for the trial that it names
    std::atomic<int> polls = 0;
    std::function<void()> on_poll;

    grpc::Status ListSearches(grpc::ServerContext*, const v1::ListSearchesRequest* request,
                              v1::ListSearchesResponse* response) override {
      const std::size_t page =
          request->page_token().empty() ? 0 : std::stoul(request->page_token());
      if (page < pages.size()) *response->add_searches() = pages[page];
      if (page + 1 < pages.size()) response->set_next_page_token(std::to_string(page + 1));
      return grpc::Status::OK;
    }
    grpc::Status GetSearch(grpc::ServerContext*, const v1::GetSearchRequest* request,
                           v1::Search* response) override {
      const auto poll = static_cast<std::size_t>(polls++);
      if (on_poll) on_poll();
      if (sequence.empty()) return {grpc::StatusCode::NOT_FOUND, "no " + request->name()};
      *response = sequence[std::min(poll, sequence.size() - 1)];
      return grpc::Status::OK;
    }
    grpc::Status CreateSearch(grpc::ServerContext*, const v1::CreateSearchRequest* request,
                              v1::Search* response) override {
      created.push_back(*request);
      *response = request->search();
      response->set_name("searches/" + request->search().spec().name());
      return create_statuses[std::min(created.size(), create_statuses.size()) - 1];
    }
    grpc::Status ListBestTrials(grpc::ServerContext*, const v1::ListBestTrialsRequest*,
                                v1::ListBestTrialsResponse* response) override {
      *response = best;
      return grpc::Status::OK;
    }
    grpc::Status GetTrial(grpc::ServerContext*, const v1::GetTrialRequest* request,
                          v1::Trial* response) override {
      for (const v1::Trial& trial : trials) {
        if (trial.name() == request->name()) *response = trial;
      }
      if (response->name().empty()) return {grpc::StatusCode::NOT_FOUND, "no " + request->name()};
      return grpc::Status::OK;
    }
    grpc::Status GetModel(grpc::ServerContext*, const v1::GetModelRequest* request,
                          v1::Model* response) override {
      *response = model;
      if (request->name() == model.name()) return grpc::Status::OK;
      return {grpc::StatusCode::FAILED_PRECONDITION, "not kept: " + request->name()};
    }
  };

  // Takes in any data set once its blob was put.
  class DataSets : public v1::DataSetService::Service {
   public:
    std::vector<std::string> names;
    grpc::Status GetDataSet(grpc::ServerContext*, const v1::GetDataSetRequest* request,
                            v1::DataSet* response) override {
      for (const std::string& name : names) {
        if (name == request->name()) {
          response->set_name(name);
          return grpc::Status::OK;
        }
      }
      return {grpc::StatusCode::NOT_FOUND, "no such data set"};
    }
    grpc::Status CreateDataSet(grpc::ServerContext*, const v1::CreateDataSetRequest* request,
                               v1::DataSet* response) override {
      names.push_back(request->data_set().name());
      *response = request->data_set();
      return grpc::Status::OK;
    }
  };

  class Blobs : public v1::BlobService::Service {
   public:
    std::string content;
    grpc::Status PutBlob(grpc::ServerContext*, const v1::PutBlobRequest* request,
                         v1::PutBlobResponse* response) override {
      content.resize(static_cast<std::size_t>(request->offset()));
      content += request->data();
      response->set_stored_size(static_cast<std::int64_t>(content.size()));
      return grpc::Status::OK;
    }
    // Small enough for one piece.
    grpc::Status GetBlob(grpc::ServerContext*, const v1::GetBlobRequest*,
                         v1::GetBlobResponse* response) override {
      response->set_data(content);
      response->set_size(static_cast<std::int64_t>(content.size()));
      return grpc::Status::OK;
    }
  };

  class Workers : public v1::WorkerService::Service {
   public:
    std::vector<v1::Worker> workers;
    grpc::Status ListWorkers(grpc::ServerContext*, const v1::ListWorkersRequest*,
                             v1::ListWorkersResponse* response) override {
      response->mutable_workers()->Assign(workers.begin(), workers.end());
      return grpc::Status::OK;
    }
  };

  FakeCoordinator() : folder_(*PrivateFolder::Make()) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address(), grpc::InsecureServerCredentials());
    builder.RegisterService(&searches);
    builder.RegisterService(&data_sets);
    builder.RegisterService(&blobs);
    builder.RegisterService(&workers);
    server_ = builder.BuildAndStart();
  }
  std::string address() const { return "unix:" + folder_.File("socket"); }
  Endpoint endpoint() const { return {.address = address()}; }

  Searches searches;
  DataSets data_sets;
  Blobs blobs;
  Workers workers;

 private:
  const PrivateFolder folder_;
  std::unique_ptr<grpc::Server> server_;
};

inline v1::Search NamedSearch(const std::string& name, v1::Search::State state) {
  v1::Search search;
  search.set_name("searches/" + name);
  search.set_state(state);
  return search;
}

}  // namespace rung
