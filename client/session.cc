#include "client/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "client/paging.h"
#include "client/render/names.h"
#include "client/search_choice.h"
#include "common/resource_names.h"
#include "common/rpc/channel.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::chrono::seconds kConnectDeadline{3};
constexpr std::chrono::milliseconds kConnectPause{100};

}  // namespace

Session::Session(std::string address, std::stop_token stop)
    : address_(std::move(address)),
      stop_(std::move(stop)),
      channel_(Connect(address_)),
      searches_(v1::SearchService::NewStub(channel_)),
      data_sets_(v1::DataSetService::NewStub(channel_)),
      workers_(v1::WorkerService::NewStub(channel_)),
      blobs_(v1::BlobService::NewStub(channel_)) {}

bool Session::IsReachable() {
  const auto deadline = std::chrono::system_clock::now() + kConnectDeadline;
  grpc_connectivity_state state = channel_->GetState(/*try_to_connect=*/true);
  while (state == GRPC_CHANNEL_IDLE || state == GRPC_CHANNEL_CONNECTING) {
    const auto now = std::chrono::system_clock::now();
    if (now >= deadline || stop_.stop_requested()) break;
    channel_->WaitForStateChange(state, std::min(now + kConnectPause, deadline));
    state = channel_->GetState(/*try_to_connect=*/true);
  }
  return state == GRPC_CHANNEL_READY;
}

absl::Status Session::Unreachable() const {
  if (stop_.stop_requested()) return absl::CancelledError("interrupted");
  return absl::UnavailableError(
      fmt::format("no coordinator answers at {}; start one with rung-coordinator, or give the "
                  "address by --coordinator or RUNG_COORDINATOR",
                  address_));
}

absl::Status Session::Explained(const absl::Status& status) const {
  if (stop_.stop_requested()) return absl::CancelledError("interrupted");
  if (absl::IsUnimplemented(status)) {
    return absl::UnavailableError(
        fmt::format("what answers at {} is not a coordinator of this version of rung ({})",
                    address_, std::string(status.message())));
  }
  const bool is_connected = channel_->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY;
  const bool is_silent = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  return is_silent && !is_connected ? Unreachable() : status;
}

absl::StatusOr<v1::Search> Session::GetSearch(std::string_view search) {
  v1::GetSearchRequest request;
  request.set_name(SearchName(search));
  return Call(searches(), &v1::SearchService::StubInterface::GetSearch, request);
}

absl::StatusOr<std::vector<v1::Search>> Session::ListSearches() {
  return ReadPages<v1::Search>(*this, searches(), &v1::SearchService::StubInterface::ListSearches,
                               v1::ListSearchesRequest(),
                               [](auto& page) { return page.mutable_searches(); });
}

absl::StatusOr<v1::Search> Session::FindSearch(const std::string& wanted) {
  ASSIGN_OR_RETURN(const std::vector<v1::Search> all, ListSearches());
  std::vector<SearchChoice> choices;
  for (const v1::Search& search : all)
    choices.push_back({ShortName(search.name()), search.state()});
  ASSIGN_OR_RETURN(const std::string name, ChooseSearch(wanted, choices));
  return GetSearch(name);
}

}  // namespace rung
