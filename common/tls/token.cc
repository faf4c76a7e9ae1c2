#include "common/tls/token.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <time.h>

#include <chrono>
#include <sstream>

#include "common/secret.h"
#include "common/sha256.h"
#include "common/status_macros.h"
#include "common/tls/openssl_types.h"

namespace rung {
namespace {

constexpr char kBlock[] = "RUNG TOKEN";
constexpr char kTimeForm[] = "%Y-%m-%dT%H:%M:%SZ";

std::optional<WallTime> ParseTime(const std::string& text) {
  std::tm parts{};
  const char* const end = strptime(text.c_str(), kTimeForm, &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::optional<KnownToken> ParseLine(const std::string& line) {
  std::istringstream words(line);
  std::string sha256;
  std::string role;
  std::string name;
  std::string time;
  std::string rest;
  if (!(words >> sha256 >> role >> name >> time) || words >> rest) return std::nullopt;
  const std::optional<Peer> peer = ParsePeerUri(fmt::format("rung://{}/{}", role, name));
  const std::optional<WallTime> valid_until = ParseTime(time);
  if (!IsSha256Hex(sha256) || !peer || !valid_until) return std::nullopt;
  return KnownToken{sha256, *peer, *valid_until};
}

}  // namespace

std::string TokenPem(const TokenClaim& claim) {
  const std::string content =
      fmt::format("{} {} {}", PeerUri(claim.peer), TimeText(claim.valid_until), claim.token);
  const BioPointer bytes(BIO_new(BIO_s_secmem()));
  PEM_write_bio(bytes.get(), kBlock, "", reinterpret_cast<const unsigned char*>(content.data()),
                static_cast<long>(content.size()));
  char* data = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(bytes.get(), &data));
  return {data, size};
}

std::optional<TokenClaim> ReadTokenPem(std::string_view pem) {
  const BioPointer bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  unsigned char* data = nullptr;
  long size = 0;
  const int is_found =
      PEM_bytes_read_bio(&data, &size, nullptr, kBlock, bytes.get(), nullptr, nullptr);
  ERR_clear_error();
  if (is_found != 1) return std::nullopt;
  std::istringstream words(
      std::string(reinterpret_cast<char*>(data), static_cast<std::size_t>(size)));
  OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  std::string uri;
  std::string time;
  std::string token;
  words >> uri >> time >> token;
  const std::optional<Peer> peer = ParsePeerUri(uri);
  const std::optional<WallTime> valid_until = ParseTime(time);
  if (!peer || !valid_until || !IsSha256Hex(token)) return std::nullopt;  // as many digits
  return TokenClaim{token, *peer, *valid_until};
}

absl::StatusOr<std::vector<KnownToken>> ParseTokens(std::string_view text,
                                                    const std::string& path) {
  std::vector<KnownToken> known;
  std::istringstream lines{std::string(text)};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    std::optional<KnownToken> token = ParseLine(line);
    if (!token) {
      return absl::InvalidArgumentError(
          fmt::format("{}:{} is not SHA-256, role, name and time of expiry, such as "
                      "2027-11-26T05:58:21Z; remove "
                      "the line, or make it anew with `rung certs token`",
                      path, number));
    }
    known.push_back(*std::move(token));
  }
  return known;
}

std::string TokenLine(const KnownToken& token) {
  return fmt::format("{} {} {} {}\n", token.sha256, RoleName(token.peer.role), token.peer.name,
                     TimeText(token.valid_until));
}

std::optional<Peer> PeerOfToken(std::span<const KnownToken> known, std::string_view token,
                                WallTime now) {
  const std::string sha256 = Sha256Hex(token);
  std::optional<Peer> peer;
  for (const KnownToken& one : known) {
    if (IsSameSecret(one.sha256, sha256) && now < one.valid_until) peer = one.peer;
  }
  return peer;
}

}  // namespace rung
