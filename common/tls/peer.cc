#include "common/tls/peer.h"

#include <fmt/format.h>

#include "common/resource_names.h"

namespace rung {
namespace {

constexpr std::string_view kScheme = "rung://";

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kCoordinator:
      return "coordinator";
    case Role::kWorker:
      return "worker";
    case Role::kClient:
      break;
  }
  return "client";
}

std::string PeerText(const Peer& peer) {
  return fmt::format("{} '{}'", RoleName(peer.role), peer.name);
}

std::string PeerUri(const Peer& peer) {
  return fmt::format("{}{}/{}", kScheme, RoleName(peer.role), peer.name);
}

std::optional<Peer> ParsePeerUri(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  const std::size_t slash = uri.find('/');
  if (slash == std::string_view::npos || !IsWorkerId(uri.substr(slash + 1))) return std::nullopt;
  for (const Role role : {Role::kCoordinator, Role::kWorker, Role::kClient}) {
    if (uri.substr(0, slash) == RoleName(role))
      return Peer{role, std::string(uri.substr(slash + 1))};
  }
  return std::nullopt;
}

}  // namespace rung
