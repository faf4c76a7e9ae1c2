#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/tls/peer.h"
#include "common/tls/wall_time.h"

namespace rung {

// What an identity says. It is one PEM file: a private key, its certificate and that of the CA
// that signed it, which is the only CA whose certificates are believed; or a token in place of the
// first two.
struct Identity {
  Peer peer;
  std::string token;                  // empty where there is a certificate
  std::vector<std::string> hosts;     // names and addresses of a coordinator's machine
  std::string serial;                 // hexadecimal; empty for a token
  std::string authority_fingerprint;  // SHA-256 of the CA's certificate, hexadecimal
  WallTime valid_from;
  WallTime valid_until;
  WallTime authority_valid_until;  // of the CA
};

// Reads an identity and checks that its parts are there and belong together, whatever the time.
// INVALID_ARGUMENT names the file, the rule and the way out: a file that cannot be read, that
// others may read, or that lacks something.
absl::StatusOr<Identity> ReadIdentity(const std::string& path);

// The same of the text; messages name `path`.
absl::StatusOr<Identity> ParseIdentity(std::string_view pem, const std::string& path);

// INVALID_ARGUMENT unless a program of that role may use the identity at that time.
absl::Status CheckUse(const Identity& identity, const std::string& path, Role role, WallTime now);

// ReadIdentity, then CheckUse.
absl::StatusOr<Identity> ReadIdentityFor(Role role, const std::string& path, WallTime now);

// A sentence where less than 30 days, and less than a third of its life, are left.
std::optional<std::string> ExpiryWarning(const Identity& identity, const std::string& path,
                                         WallTime now);

// The command that makes such a certificate anew.
std::string RenewCommand(const Identity& identity);

}  // namespace rung
