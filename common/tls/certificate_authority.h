#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/tls/openssl_types.h"
#include "common/tls/peer.h"

namespace rung {

// From when until when a certificate is valid.
struct ValidTime {
  WallTime from;
  WallTime until;
};

// The lab's own CA, which signs the certificates of its programs and nothing else. Keys are
// elliptic (P-256), signatures ECDSA with SHA-256.
class CertificateAuthority {
 public:
  // A new one. INTERNAL where OpenSSL fails.
  static absl::StatusOr<CertificateAuthority> Make(ValidTime valid);
  // INVALID_ARGUMENT where the PEM texts are no key, no CA's certificate, or do not fit.
  static absl::StatusOr<CertificateAuthority> Read(std::string_view key_pem,
                                                   std::string_view certificate_pem);

  absl::StatusOr<std::string> KeyPem() const;
  absl::StatusOr<std::string> CertificatePem() const;
  WallTime valid_until() const;

  // The text of an identity file, with a new key. `hosts` are those that CheckHost accepts, for
  // a coordinator; it is valid no longer than the CA is. INTERNAL where OpenSSL fails.
  absl::StatusOr<std::string> IssueIdentity(const Peer& peer, const std::vector<std::string>& hosts,
                                            ValidTime valid) const;

 private:
  CertificateAuthority(KeyPointer key, CertificatePointer certificate);

  KeyPointer key_;
  CertificatePointer certificate_;
};

// What a CA's certificate says.
struct AuthorityFacts {
  std::string name;
  std::string fingerprint;  // SHA-256, hexadecimal
  WallTime valid_from;
  WallTime valid_until;
};

// nullopt for a PEM text that is not one certificate of a CA and nothing else.
std::optional<AuthorityFacts> ParseAuthority(std::string_view pem);

// INVALID_ARGUMENT unless it is a host's name, or an IPv4 or IPv6 address without brackets.
// Digits and dots alone are no name: what is no whole IPv4 address then is a slip.
absl::Status CheckHost(const std::string& host);

}  // namespace rung
