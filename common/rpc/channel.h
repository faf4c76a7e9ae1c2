#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/endpoint.h"
#include "common/tls/identity_in_use.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace rung {

// Where a coordinator listens, and is looked for, when nothing else is said.
inline constexpr char kDefaultAddress[] = "localhost:7077";

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
