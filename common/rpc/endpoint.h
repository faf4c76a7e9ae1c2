#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/address.h"
#include "common/tls/peer.h"
#include "common/tls/wall_time.h"

namespace rung {

// Where a coordinator is, and who comes.
struct Endpoint {
  std::string address;       // HOST:PORT or unix:PATH
  std::string identity;      // an identity file; empty: none, without TLS
  bool is_insecure = false;  // may go without TLS to another machine

  // Unix sockets stay without.
  bool is_tls() const { return !identity.empty() && !SocketPath(address); }
};

// Whether a program of that role may connect so at that time: INVALID_ARGUMENT as CheckAddress and
// ReadIdentityFor have it, and without TLS to another machine, unless it is insecure. Answers a
// warning where it is so, and where the identity expires soon.
absl::StatusOr<std::optional<std::string>> CheckEndpoint(const Endpoint& endpoint, Role role,
                                                         WallTime now);

}  // namespace rung
