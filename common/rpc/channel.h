#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/rpc/endpoint.h"

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
//
// It pings every 10 s, also while no call is open; the server has to permit that.
std::shared_ptr<grpc::Channel> Connect(const Endpoint& endpoint);

}  // namespace rung
