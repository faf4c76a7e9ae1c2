#pragma once

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/endpoint.h"
#include "common/tls/identity_in_use.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace rung {

// Where a coordinator listens, and is looked for, when nothing else is said.
inline constexpr char kDefaultAddress[] = "localhost:7077";

// INVALID_ARGUMENT unless `address` is `HOST:PORT`, with a port of 1 to 65535
// and an IPv6 host in brackets, or `unix:PATH` with a path of 1 to 107 bytes.
absl::Status CheckAddress(std::string_view address);

// A channel to the coordinator at an endpoint that CheckEndpoint accepts. It
// connects when first used, comes back within about a second of an outage,
// notices a silent peer within 15 s, and repeats a call that was answered
// UNAVAILABLE up to three times: every method of the API may be repeated.
// Each call tells the caller's release, as common/version.h says.
//
// It pings every 10 s, also while no call is open; the server has to permit that.
// `tell` hears of the identity, from another thread. Errors: those of IdentityInUse::Open.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const Endpoint& endpoint,
                                                       IdentityInUse::Tell tell);

}  // namespace rung
