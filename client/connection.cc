#include "client/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "client/terminal.h"
#include "common/escape.h"
#include "common/rpc/grpc_log.h"
#include "common/rpc/tls_diagnosis.h"
#include "common/version.h"

namespace rung {
namespace {

constexpr std::chrono::milliseconds kConnectDeadline{3'000};
constexpr std::chrono::milliseconds kFailedDeadline{300};  // where an attempt has failed
constexpr std::chrono::milliseconds kConnectPause{100};

absl::StatusOr<std::shared_ptr<grpc::Channel>> CheckAndConnect(const Endpoint& endpoint,
                                                               bool warns) {
  TakeGrpcLog([](const char*) {});  // DiagnoseTls says it better
  ASSIGN_OR_RETURN(const std::optional<std::string> warning,
                   CheckEndpoint(endpoint, Role::kClient, std::chrono::system_clock::now()));
  if (warning && warns) PrintNote(EscapeControls(*warning) + '\n');
  return Connect(endpoint, nullptr);
}

}  // namespace

Connection::Connection(const Endpoint& endpoint, std::stop_token stop, bool warns)
    : endpoint_(endpoint), stop_(std::move(stop)) {
  auto channel = CheckAndConnect(endpoint, warns);
  checked_ = channel.status();
  // Nothing is called on it where that is not OK.
  channel_ = checked_.ok() ? *std::move(channel) : *Connect({.address = endpoint.address}, nullptr);
}

// A channel that failed to connect tries again, but says TRANSIENT_FAILURE until it has succeeded,
// and hardly gets on with it unless somebody waits on it.
bool Connection::IsReachable() const {
  const auto start = std::chrono::system_clock::now();
  grpc_connectivity_state state = channel_->GetState(/*try_to_connect=*/true);
  while (state != GRPC_CHANNEL_READY) {
    const auto now = std::chrono::system_clock::now();
    const auto deadline =
        start + (state == GRPC_CHANNEL_TRANSIENT_FAILURE ? kFailedDeadline : kConnectDeadline);
    if (now >= deadline || stop_.stop_requested()) return false;
    channel_->WaitForStateChange(state, std::min(now + kConnectPause, deadline));
    state = channel_->GetState(/*try_to_connect=*/true);
  }
  return true;
}

absl::Status Connection::Unreachable() const {
  const std::optional<std::string> tls_fault = DiagnoseTls(endpoint_, Role::kClient, stop_);
  if (stop_.stop_requested()) return absl::CancelledError("interrupted");
  if (tls_fault) return absl::UnauthenticatedError(*tls_fault);
  return absl::UnavailableError(
      fmt::format("no coordinator answers at {}; start one with rung-coordinator, or give the "
                  "address by --coordinator or RUNG_COORDINATOR",
                  endpoint_.address));
}

absl::Status Connection::Explained(const absl::Status& status) const {
  if (stop_.stop_requested()) return absl::CancelledError("interrupted");
  if (absl::IsUnimplemented(status)) {
    return absl::UnavailableError(
        fmt::format("what answers at {} does not know this call of rung {} ({}); where it is an "
                    "older coordinator, update it; `rung doctor` says of which release it is",
                    endpoint_.address, Version(), std::string(status.message())));
  }
  const bool is_connected = channel_->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY;
  const bool is_silent = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  return is_silent && !is_connected ? Unreachable() : status;
}

}  // namespace rung
