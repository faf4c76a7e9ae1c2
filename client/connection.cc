#include "client/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "client/render/text.h"
#include "client/terminal.h"
#include "common/rpc/grpc_log.h"
#include "common/rpc/tls_diagnosis.h"

namespace rung {
namespace {

constexpr std::chrono::seconds kConnectDeadline{3};
constexpr std::chrono::milliseconds kConnectPause{100};

// Says on stderr what is only a warning.
absl::Status Check(const Endpoint& endpoint) {
  TakeGrpcLog([](const char*) {});  // DiagnoseTls says it better
  ASSIGN_OR_RETURN(const std::optional<std::string> warning,
                   CheckEndpoint(endpoint, Role::kClient, std::chrono::system_clock::now()));
  if (warning) PrintNote(EscapeControls(*warning) + '\n');
  return absl::OkStatus();
}

}  // namespace

Connection::Connection(const Endpoint& endpoint, std::stop_token stop)
    : endpoint_(endpoint),
      checked_(Check(endpoint)),
      stop_(std::move(stop)),
      channel_(Connect(checked_.ok() ? endpoint : Endpoint{.address = endpoint.address})) {}

bool Connection::IsReachable() const {
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
        fmt::format("what answers at {} is not a coordinator of this version of rung ({})",
                    endpoint_.address, std::string(status.message())));
  }
  const bool is_connected = channel_->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY;
  const bool is_silent = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  return is_silent && !is_connected ? Unreachable() : status;
}

}  // namespace rung
