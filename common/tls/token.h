#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/tls/peer.h"
#include "common/tls/wall_time.h"

// A token is a secret, as MakeSecret has it, that stands for a peer where no certificate does. A
// coordinator knows only its SHA-256.
namespace rung {

struct KnownToken {
  std::string sha256;  // 64 lower-case hexadecimal digits
  Peer peer;
  WallTime valid_until;
};

// What is said of a token where it is used.
struct TokenClaim {
  std::string token;
  Peer peer;
  WallTime valid_until;
};

// As a PEM block; with the CA's certificate after it this is an identity.
std::string TokenPem(const TokenClaim& claim);
// nullopt where a PEM text has no such block.
std::optional<TokenClaim> ReadTokenPem(std::string_view pem);

// The tokens that a coordinator knows, a line each: SHA-256, role, name and time of expiry, with
// spaces between. INVALID_ARGUMENT names `path` and the line.
absl::StatusOr<std::vector<KnownToken>> ParseTokens(std::string_view text, const std::string& path);
// Such a line, with a line feed.
std::string TokenLine(const KnownToken& token);

// Whom a token stands for at that time; the time that this takes does not tell how much of it is
// right.
std::optional<Peer> PeerOfToken(std::span<const KnownToken> known, std::string_view token,
                                WallTime now);

}  // namespace rung
