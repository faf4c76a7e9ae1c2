#include "common/tls/identity.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <array>
#include <chrono>

#include "common/status_macros.h"
#include "common/tls/openssl_types.h"
#include "common/tls/private_file.h"

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

std::string_view TextOf(const ASN1_STRING& string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(&string)),
          static_cast<std::size_t>(ASN1_STRING_length(&string))};
}

std::string AddressText(const ASN1_OCTET_STRING& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(&address) == 4 ? AF_INET : AF_INET6;
  inet_ntop(family, ASN1_STRING_get0_data(&address), text.data(), text.size());
  return text.data();
}

// Whom the certificate is for, and where that is, by its alternative names.
void ReadNames(const X509& certificate, std::optional<Peer>& peer,
               std::vector<std::string>& hosts) {
  const std::unique_ptr<GENERAL_NAMES, OpenSslDeleter<&GENERAL_NAMES_free>> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME& name = *sk_GENERAL_NAME_value(names.get(), i);
    if (name.type == GEN_URI && !peer)
      peer = ParsePeerUri(TextOf(*name.d.uniformResourceIdentifier));
    if (name.type == GEN_DNS) hosts.emplace_back(TextOf(*name.d.dNSName));
    if (name.type == GEN_IPADD) hosts.push_back(AddressText(*name.d.iPAddress));
  }
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

}  // namespace

absl::StatusOr<Identity> ParseIdentity(std::string_view pem, const std::string& path) {
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
  std::optional<Peer> peer;
  Identity identity{.peer = {},
                    .hosts = {},
                    .serial = HexSerial(own),
                    .authority_fingerprint = Fingerprint(authority),
                    .valid_from = ToWallTime(*X509_get0_notBefore(&own)),
                    .valid_until = ToWallTime(*X509_get0_notAfter(&own))};
  ReadNames(own, peer, identity.hosts);
  if (!peer) {
    return Fault(path,
                 "holds a certificate that names no role, such as rung://worker/lab-2; make it "
                 "anew with `rung certs`");
  }
  identity.peer = *std::move(peer);
  return identity;
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
    return Fault(path, fmt::format("has expired on {}; make it anew with `{}`",
                                   TimeText(identity.valid_until), RenewCommand(identity)));
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
  if (identity.valid_until - now >= kWarnBefore) return std::nullopt;
  return fmt::format("the identity file {} expires on {}; make it anew with `{}`", path,
                     TimeText(identity.valid_until), RenewCommand(identity));
}

std::string RenewCommand(const Identity& identity) {
  if (identity.peer.role == Role::kCoordinator) {
    return fmt::format("rung certs coordinator --host {} --force", fmt::join(identity.hosts, ","));
  }
  return fmt::format("rung certs {} {} --force", RoleName(identity.peer.role), identity.peer.name);
}

}  // namespace rung
