#pragma once

#include <google/protobuf/repeated_ptr_field.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/channel.h"
#include "common/rpc/status_translation.h"
#include "common/status_macros.h"

namespace rung {

// A call that only reads rows.
inline constexpr std::chrono::seconds kReadDeadline{10};

// A channel to a coordinator, and how a method is called over it. Every call has a
// deadline and ends CANCELLED once a stop is requested; UNAVAILABLE with the way out
// where nothing answers; UNAUTHENTICATED with the reason where TLS keeps the two apart;
// INVALID_ARGUMENT where CheckEndpoint refuses the endpoint.
class Connection {
 public:
  // Where it `warns`, a warning of CheckEndpoint goes to stderr.
  Connection(const Endpoint& endpoint, std::stop_token stop, bool warns);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // One call of a stub's method.
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Call(Service& service,
                                grpc::Status (Service::*method)(grpc::ClientContext*,
                                                                const Request&, Response*),
                                const Request& request,
                                std::chrono::milliseconds deadline = kReadDeadline) {
    RETURN_IF_ERROR(checked_);
    if (!IsReachable()) return Unreachable();
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline);
    const std::stop_callback cancel(stop_, [&context] { context.TryCancel(); });
    Response response;
    const absl::Status status = FromGrpc((service.*method)(&context, request, &response));
    if (status.ok()) return response;
    return Explained(status);
  }

  // Reads the pages of a list method one after the other and hands each to `take`,
  // which answers a status.
  template <typename Service, typename Request, typename Response, typename Take>
  absl::Status ForEachPage(Service& service,
                           grpc::Status (Service::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                           Request request, const Take& take) {
    constexpr int kMostRows = 1'000;
    request.set_page_size(kMostRows);
    do {
      absl::StatusOr<Response> page = Call(service, method, request);
      if (!page.ok()) return page.status();
      RETURN_IF_ERROR(take(*page));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  // All rows of a list method; `rows` is the page's repeated field.
  template <typename Row, typename Service, typename Request, typename Response>
  absl::StatusOr<std::vector<Row>> ReadPages(
      Service& service,
      grpc::Status (Service::*method)(grpc::ClientContext*, const Request&, Response*),
      const Request& request, google::protobuf::RepeatedPtrField<Row>* (Response::*rows)()) {
    std::vector<Row> all;
    RETURN_IF_ERROR(ForEachPage(service, method, request, [&](Response& page) {
      for (Row& row : *(page.*rows)()) all.push_back(std::move(row));
      return absl::OkStatus();
    }));
    return all;
  }

 private:
  // False where nothing answers at the address within a few seconds.
  bool IsReachable() const;
  absl::Status Unreachable() const;
  absl::Status Explained(const absl::Status& status) const;

  const Endpoint endpoint_;
  absl::Status checked_;
  const std::stop_token stop_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace rung
