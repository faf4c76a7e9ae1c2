#include "common/tls/identity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <chrono>

#include "common/status_macros.h"
#include "common/tls/openssl_types.h"
#include "common/tls/private_file.h"
#include "common/tls/token.h"

namespace rung {
namespace {

constexpr std::chrono::hours kWarnBefore{30 * 24};

absl::Status Fault(const std::string& path, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("the identity file {} {}", path, what));
}

std::string HexSerial(const X509& certificate) {
  const std::unique_ptr<BIGNUM, OpenSslDeleter<&BN_free>> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr));
  char* const text = BN_bn2hex(number.get());
  std::string hex = text;
  OPENSSL_free(text);
  return hex;
}

std::optional<Peer> PeerOf(const X509& certificate) {
  for (const std::string& uri : CertificateUris(certificate)) {
    if (std::optional<Peer> peer = ParsePeerUri(uri)) return peer;
  }
  return std::nullopt;
}

bool IsSignedBy(X509& certificate, X509& authority) {
  const std::unique_ptr<X509_STORE, OpenSslDeleter<&X509_STORE_free>> store(X509_STORE_new());
  const std::unique_ptr<X509_STORE_CTX, OpenSslDeleter<&X509_STORE_CTX_free>> context(
      X509_STORE_CTX_new());
  X509_STORE_add_cert(store.get(), &authority);
  X509_STORE_set_flags(store.get(), X509_V_FLAG_NO_CHECK_TIME);
  X509_STORE_CTX_init(context.get(), store.get(), &certificate, nullptr);
  const bool is_signed = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  return is_signed;
}

absl::StatusOr<Identity> OfToken(const TokenClaim& claim, std::string_view pem,
                                 const std::string& path) {
  const std::vector<CertificatePointer> certificates = ReadCertificates(pem);
  if (certificates.size() != 1 || X509_check_ca(certificates.front().get()) != 1) {
    return Fault(path, "lacks the CA's certificate; append the ca.pem that `rung certs init` made");
  }
  return Identity{
      .peer = claim.peer,
      .token = claim.token,
      .authority_fingerprint = Fingerprint(*certificates.front()),
      .valid_from = WallTime(),
      .valid_until = claim.valid_until,
      .authority_valid_until = ToWallTime(*X509_get0_notAfter(certificates.front().get()))};
}

// Under a CA that ends as soon, another identity would not last longer.
std::string RenewAdvice(const Identity& identity, WallTime now) {
  if (identity.authority_valid_until - now >= kWarnBefore) {
    return fmt::format("make it anew with `{}`", RenewCommand(identity));
  }
  return fmt::format(
      "its CA expires on {}, so make a new CA in another folder with `rung certs init`, and all "
      "identities anew",
      TimeText(identity.authority_valid_until));
}

}  // namespace

absl::StatusOr<Identity> ParseIdentity(std::string_view pem, const std::string& path) {
  if (const std::optional<TokenClaim> claim = ReadTokenPem(pem)) return OfToken(*claim, pem, path);
  const KeyPointer key = ReadKey(pem);
  if (key == nullptr) {
    return Fault(path,
                 "lacks a private key (one without a password); it must hold a private key, "
                 "its certificate and the CA's, as `rung certs` writes them");
  }
  const std::vector<CertificatePointer> certificates = ReadCertificates(pem);
  if (certificates.empty() || X509_check_ca(certificates.front().get()) != 0) {
    return Fault(path,
                 "lacks a certificate of its own, before the CA's; make it anew with `rung certs`");
  }
  if (certificates.size() == 1) {
    return Fault(path, "lacks the CA's certificate; append the ca.pem that `rung certs init` made");
  }
  X509& own = *certificates.front();
  X509& authority = *certificates.back();
  if (X509_check_private_key(&own, key.get()) != 1) {
    ERR_clear_error();
    return Fault(path,
                 "holds a private key that does not fit its certificate; make it anew with "
                 "`rung certs`");
  }
  if (!IsSignedBy(own, authority)) {
    return Fault(path,
                 "holds a certificate that its CA did not sign; make it anew with `rung certs`");
  }
  const std::optional<Peer> peer = PeerOf(own);
  if (!peer) {
    return Fault(
        path,
        "holds a certificate that names no role, such as rung://worker/lab-2; make it anew "
        "with `rung certs`");
  }
  return Identity{.peer = *peer,
                  .hosts = CertificateHosts(own),
                  .serial = HexSerial(own),
                  .authority_fingerprint = Fingerprint(authority),
                  .valid_from = ToWallTime(*X509_get0_notBefore(&own)),
                  .valid_until = ToWallTime(*X509_get0_notAfter(&own)),
                  .authority_valid_until = ToWallTime(*X509_get0_notAfter(&authority))};
}

absl::StatusOr<Identity> ReadIdentity(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string pem, ReadPrivateFile(path));
  return ParseIdentity(pem, path);
}

absl::Status CheckUse(const Identity& identity, const std::string& path, Role role, WallTime now) {
  if (identity.peer.role != role) {
    return Fault(path,
                 fmt::format("is that of {}; this program takes a {}'s, see `rung certs {} --help`",
                             PeerText(identity.peer), RoleName(role), RoleName(role)));
  }
  if (now < identity.valid_from) {
    return Fault(path, fmt::format("is valid from {} on; set this machine's clock, or wait",
                                   TimeText(identity.valid_from)));
  }
  if (now >= identity.valid_until) {
    return Fault(path, fmt::format("has expired on {}; {}", TimeText(identity.valid_until),
                                   RenewAdvice(identity, now)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Identity> ReadIdentityFor(Role role, const std::string& path, WallTime now) {
  ASSIGN_OR_RETURN(Identity identity, ReadIdentity(path));
  RETURN_IF_ERROR(CheckUse(identity, path, role, now));
  return identity;
}

std::optional<std::string> ExpiryWarning(const Identity& identity, const std::string& path,
                                         WallTime now) {
  const auto life = identity.valid_until - identity.valid_from;
  if (identity.valid_until - now >= std::min<WallTime::duration>(kWarnBefore, life / 3)) {
    return std::nullopt;
  }
  return fmt::format("the identity file {} expires on {}; {}", path, TimeText(identity.valid_until),
                     RenewAdvice(identity, now));
}

std::string RenewCommand(const Identity& identity) {
  if (identity.peer.role == Role::kCoordinator) {
    return fmt::format("rung certs coordinator --host {} --force", fmt::join(identity.hosts, ","));
  }
  if (!identity.token.empty()) {
    return fmt::format("rung certs token {0} {1} --force -f {1}.pem", RoleName(identity.peer.role),
                       identity.peer.name);
  }
  return fmt::format("rung certs {} {} --force", RoleName(identity.peer.role), identity.peer.name);
}

}  // namespace rung
