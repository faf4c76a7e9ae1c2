#include "common/rpc/endpoint.h"

#include "common/rpc/channel.h"
#include "common/status_macros.h"
#include "common/tls/identity.h"

namespace rung {

absl::StatusOr<std::optional<std::string>> CheckEndpoint(const Endpoint& endpoint, Role role,
                                                         WallTime now) {
  RETURN_IF_ERROR(CheckAddress(endpoint.address));
  if (!endpoint.is_tls()) return std::nullopt;
  ASSIGN_OR_RETURN(const Identity identity, ReadIdentityFor(role, endpoint.identity, now));
  return ExpiryWarning(identity, endpoint.identity, now);
}

}  // namespace rung
