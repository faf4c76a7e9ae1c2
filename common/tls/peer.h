#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rung {

// What a program may do follows from this.
enum class Role { kCoordinator, kWorker, kClient };

// `coordinator`, `worker` or `client`.
std::string_view RoleName(Role role);

// Whom a certificate is for.
struct Peer {
  Role role = Role::kClient;
  std::string name;  // as IsWorkerId has it

  friend bool operator==(const Peer&, const Peer&) = default;
};

// `worker 'lab-2'`
std::string PeerText(const Peer& peer);

// `rung://worker/lab-2`, as it stands among a certificate's alternative names.
std::string PeerUri(const Peer& peer);
// nullopt for what PeerUri does not write.
std::optional<Peer> ParsePeerUri(std::string_view uri);

}  // namespace rung
