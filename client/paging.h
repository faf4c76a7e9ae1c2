#pragma once

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/session.h"

namespace rung {

// Reads the pages of a list method one after the other and hands each to `take`,
// which answers a status.
template <typename Service, typename Request, typename Response, typename Take>
absl::Status ForEachPage(Session& session, Service& service,
                         grpc::Status (Service::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                         Request request, const Take& take) {
  constexpr int kMostRows = 1'000;
  request.set_page_size(kMostRows);
  do {
    absl::StatusOr<Response> page = session.Call(service, method, request);
    if (!page.ok()) return page.status();
    if (absl::Status status = take(*page); !status.ok()) return status;
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// All rows of a list method; `rows` answers a page's repeated field.
template <typename Row, typename Service, typename Request, typename Response, typename Rows>
absl::StatusOr<std::vector<Row>> ReadPages(Session& session, Service& service,
                                           grpc::Status (Service::*method)(grpc::ClientContext*,
                                                                           const Request&,
                                                                           Response*),
                                           Request request, const Rows& rows) {
  std::vector<Row> all;
  const absl::Status status =
      ForEachPage(session, service, method, std::move(request), [&](Response& page) {
        for (Row& row : *rows(page)) all.push_back(std::move(row));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return all;
}

}  // namespace rung
