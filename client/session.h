#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/status_translation.h"
#include "rung/v1/blob.grpc.pb.h"
#include "rung/v1/data_set.grpc.pb.h"
#include "rung/v1/search.grpc.pb.h"
#include "rung/v1/worker.grpc.pb.h"

namespace rung {

// A call that only reads rows.
inline constexpr std::chrono::seconds kReadDeadline{10};
// A call that reads, divides and encodes a data set.
inline constexpr std::chrono::minutes kDataDeadline{30};

// A coordinator, as the verbs talk to it. Every call has a deadline and ends
// CANCELLED once a stop is requested. UNAVAILABLE with the way out where nothing answers.
class Session {
 public:
  // `address` is one that CheckAddress accepts.
  explicit Session(std::string address, std::stop_token stop = {});

  v1::SearchService::StubInterface& searches() { return *searches_; }
  v1::DataSetService::StubInterface& data_sets() { return *data_sets_; }
  v1::WorkerService::StubInterface& workers() { return *workers_; }
  v1::BlobService::StubInterface& blobs() { return *blobs_; }
  const std::string& address() const { return address_; }
  const std::stop_token& stop() const { return stop_; }

  // One call of a stub's method.
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Call(Service& service,
                                grpc::Status (Service::*method)(grpc::ClientContext*,
                                                                const Request&, Response*),
                                const Request& request,
                                std::chrono::milliseconds deadline = kReadDeadline) {
    if (!IsReachable()) return Unreachable();
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline);
    const std::stop_callback cancel(stop_, [&context] { context.TryCancel(); });
    Response response;
    const absl::Status status = FromGrpc((service.*method)(&context, request, &response));
    if (status.ok()) return response;
    return Explained(status);
  }

  // A search by its name without `searches/`. Errors: NOT_FOUND.
  absl::StatusOr<v1::Search> GetSearch(std::string_view search);

  // All searches, newest first.
  absl::StatusOr<std::vector<v1::Search>> ListSearches();

  // The search that a person means, as ChooseSearch says.
  absl::StatusOr<v1::Search> FindSearch(const std::string& wanted);

 private:
  // False where nothing answers at the address within a few seconds.
  bool IsReachable();
  absl::Status Unreachable() const;
  absl::Status Explained(const absl::Status& status) const;

  const std::string address_;
  const std::stop_token stop_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::SearchService::StubInterface> searches_;
  const std::unique_ptr<v1::DataSetService::StubInterface> data_sets_;
  const std::unique_ptr<v1::WorkerService::StubInterface> workers_;
  const std::unique_ptr<v1::BlobService::StubInterface> blobs_;
};

}  // namespace rung
