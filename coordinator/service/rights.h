#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "common/tls/peer.h"

namespace rung {

// Whether a peer may call a method, as `/rung.v1.SearchService/CreateSearch`, by its role alone.
// PERMISSION_DENIED, with whose it takes, otherwise: also for methods that are not in
// the table.
absl::Status CheckRight(const Peer& peer, std::string_view method);

// True if the table has the method.
bool HasRights(std::string_view method);

}  // namespace rung
