#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/endpoint.h"
#include "rung/v1/coordinator.pb.h"
#include "rung/v1/data_set.pb.h"
#include "rung/v1/search.pb.h"
#include "rung/v1/trial.pb.h"
#include "rung/v1/worker.pb.h"

namespace rung {

// A coordinator, as the verbs talk to it: a method of the API each, with the API's
// errors. Every call has a deadline, reads all pages of a list, and ends CANCELLED
// once a stop is requested; UNAVAILABLE with the way out where nothing answers;
// INVALID_ARGUMENT where CheckEndpoint refuses the endpoint.
// Searches are named without `searches/`, data sets by their digest.
// Used by one thread at a time. (The only door to gRPC, whose headers take long to compile.)
class Session {
 public:
  // Says on stderr that the identity expires soon, where it `warns`.
  explicit Session(const Endpoint& endpoint, std::stop_token stop = {}, bool warns = true);
  ~Session();

  const Endpoint& endpoint() const { return endpoint_; }
  const std::stop_token& stop() const { return stop_; }

  absl::StatusOr<v1::Search> CreateSearch(const v1::CreateSearchRequest& request);
  absl::StatusOr<v1::Search> GetSearch(std::string_view search);
  // The search that a person means, as ChooseSearch says.
  absl::StatusOr<v1::Search> FindSearch(const std::string& wanted);
  // Newest first.
  absl::StatusOr<std::vector<v1::Search>> ListSearches();
  absl::StatusOr<v1::Search> PauseSearch(std::string_view search);
  absl::StatusOr<v1::Search> ResumeSearch(std::string_view search);
  absl::StatusOr<v1::Search> StopSearch(std::string_view search);
  absl::StatusOr<v1::Search> CancelSearch(std::string_view search);
  absl::Status DeleteSearch(std::string_view search);

  absl::StatusOr<std::vector<v1::Trial>> ListTrials(std::string_view search);
  // Hands over the trials a page at a time, so that any number takes little memory.
  absl::Status ForEachTrial(std::string_view search,
                            const std::function<absl::Status(const v1::Trial&)>& take);
  absl::StatusOr<v1::Trial> GetTrial(std::string_view search, std::int64_t trial);
  absl::StatusOr<v1::Model> GetModel(std::string_view search, std::int64_t trial);
  absl::StatusOr<std::vector<v1::Attempt>> ListLostOrFailedAttempts(std::string_view search);
  absl::StatusOr<v1::ListBestTrialsResponse> ListBestTrials(std::string_view search);
  absl::StatusOr<v1::CompareHyperparameterResponse> CompareHyperparameter(
      std::string_view search, const std::string& hyperparameter);

  absl::StatusOr<std::vector<v1::Worker>> ListWorkers();
  // Lets a worker finish its task and end.
  absl::Status DrainWorker(const std::string& worker);

  absl::StatusOr<v1::Coordinator> GetCoordinator();
  // What the standard health service says.
  absl::StatusOr<bool> IsServing();

  // Newest first.
  absl::StatusOr<std::vector<v1::DataSet>> ListDataSets();
  absl::StatusOr<v1::DataSet> GetDataSet(const std::string& digest);
  // Makes a data set of a file that was put.
  absl::StatusOr<v1::DataSet> CreateDataSet(const std::string& digest,
                                            const std::string& display_name);
  absl::Status DeleteDataSet(const std::string& digest);

  // NOT_FOUND where the coordinator has not that blob of so many bytes.
  absl::Status CheckBlob(const std::string& digest, std::int64_t size);
  // Puts a file's content and returns its digest; going on where an earlier call ended. At each
  // piece an outage of up to half a minute is waited out.
  // `progress` is told after each piece how many bytes are stored, of how many.
  absl::StatusOr<std::string> PutFile(
      const std::string& path,
      const std::function<void(std::int64_t stored, std::int64_t size)>& progress);
  // The content of the blob of that digest, verified.
  absl::StatusOr<std::string> GetContent(const std::string& digest);

 private:
  struct Services;

  const Endpoint endpoint_;
  const std::stop_token stop_;
  const std::unique_ptr<Services> services_;
};

}  // namespace rung
