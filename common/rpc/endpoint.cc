#include "common/rpc/endpoint.h"

#include <fmt/format.h>

#include "common/rpc/address.h"
#include "common/status_macros.h"
#include "common/tls/identity.h"

namespace rung {
namespace {

bool IsOnThisMachine(const std::string& address) {
  const auto place = SplitAddress(address);
  return !place || IsLoopback(place->host);
}

absl::StatusOr<std::optional<std::string>> CheckPlain(const Endpoint& endpoint) {
  if (IsOnThisMachine(endpoint.address)) return std::nullopt;
  if (endpoint.is_insecure) {
    return fmt::format(
        "--insecure: whoever is on the way to {} may read and change all that passes, and pose as "
        "the coordinator",
        endpoint.address);
  }
  return absl::InvalidArgumentError(fmt::format(
      "{} is on another machine, and without an identity nothing would be encrypted; name an "
      "identity file by --identity or RUNG_IDENTITY (see `rung certs --help`), or say --insecure "
      "if your network is trusted",
      endpoint.address));
}

}  // namespace

absl::StatusOr<std::optional<std::string>> CheckEndpoint(const Endpoint& endpoint, Role role,
                                                         WallTime now) {
  RETURN_IF_ERROR(CheckAddress(endpoint.address));
  if (!endpoint.is_tls()) return CheckPlain(endpoint);
  ASSIGN_OR_RETURN(const Identity identity, ReadIdentityFor(role, endpoint.identity, now));
  return ExpiryWarning(identity, endpoint.identity, now);
}

}  // namespace rung
