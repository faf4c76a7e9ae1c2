#include "common/tls/certificate_authority.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

struct Extension {
  int kind;
  std::string value;  // as in OpenSSL's x509v3_config
};

bool IsAddress(const std::string& host) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

bool IsHostName(std::string_view host) {
  constexpr std::size_t kMostBytes = 253;
  const auto is_allowed = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_';
  };
  if (host.find_first_not_of("0123456789.") == std::string_view::npos) return false;
  return host.size() <= kMostBytes && host.front() != '-' && host.front() != '.' &&
         std::ranges::all_of(host, is_allowed);
}

// 127 random bits, so that no two certificates of a CA, nor the names of two CAs, are alike.
absl::Status SetRandomSerial(X509& certificate) {
  const std::unique_ptr<BIGNUM, OpenSslDeleter<&BN_free>> number(BN_new());
  if (BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) != 1 ||
      BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) == nullptr) {
    return OpenSslError("cannot choose a serial number");
  }
  return absl::OkStatus();
}

void SetValidTime(X509& certificate, ValidTime valid) {
  ASN1_TIME_set(X509_getm_notBefore(&certificate),
                std::chrono::system_clock::to_time_t(valid.from));
  ASN1_TIME_set(X509_getm_notAfter(&certificate),
                std::chrono::system_clock::to_time_t(valid.until));
}

absl::Status AddExtension(X509& certificate, X509& issuer, const Extension& extension) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, OpenSslDeleter<&X509_EXTENSION_free>> made(
      X509V3_EXT_conf_nid(nullptr, &context, extension.kind, extension.value.c_str()));
  if (made == nullptr || X509_add_ext(&certificate, made.get(), -1) != 1) {
    return OpenSslError(fmt::format("cannot make the extension {}", extension.value));
  }
  return absl::OkStatus();
}

// A certificate for `key`, signed with `issuer_key`; it is its own issuer where `issuer` is null.
absl::StatusOr<CertificatePointer> Sign(EVP_PKEY& key, const std::string& common_name,
                                        ValidTime valid, const std::vector<Extension>& extensions,
                                        X509* issuer, EVP_PKEY& issuer_key) {
  CertificatePointer certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  RETURN_IF_ERROR(SetRandomSerial(*certificate));
  SetValidTime(*certificate, valid);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  const auto* const name = reinterpret_cast<const unsigned char*>(common_name.c_str());
  X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, name, -1, -1, 0);
  if (issuer == nullptr) issuer = certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
  X509_set_pubkey(certificate.get(), &key);
  for (const Extension& extension : extensions) {
    RETURN_IF_ERROR(AddExtension(*certificate, *issuer, extension));
  }
  if (X509_sign(certificate.get(), &issuer_key, EVP_sha256()) == 0) {
    return OpenSslError("cannot sign a certificate");
  }
  return certificate;
}

absl::StatusOr<KeyPointer> MakeKey() {
  KeyPointer key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OpenSslError("cannot make a key");
  return key;
}

absl::StatusOr<std::string> ContentOf(BIO& bytes, int is_written) {
  if (is_written != 1) return OpenSslError("cannot write PEM");
  char* data = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(&bytes, &data));
  return std::string(data, size);
}

absl::StatusOr<std::string> PemOf(EVP_PKEY& key) {
  const BioPointer bytes(BIO_new(BIO_s_secmem()));
  return ContentOf(*bytes, PEM_write_bio_PKCS8PrivateKey(bytes.get(), &key, nullptr, nullptr, 0,
                                                         nullptr, nullptr));
}

absl::StatusOr<std::string> PemOf(X509& certificate) {
  const BioPointer bytes(BIO_new(BIO_s_mem()));
  return ContentOf(*bytes, PEM_write_bio_X509(bytes.get(), &certificate));
}

// Empty where it has none.
std::string CommonName(const X509& certificate) {
  const X509_NAME* const subject = X509_get_subject_name(&certificate);
  const int place = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (place < 0) return "";
  const ASN1_STRING* const name = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place));
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(name)),
          static_cast<std::size_t>(ASN1_STRING_length(name))};
}

std::string AlternativeNames(const Peer& peer, const std::vector<std::string>& hosts) {
  std::string names = "URI:" + PeerUri(peer);
  for (const std::string& host : hosts) {
    names += (IsAddress(host) ? ",IP:" : ",DNS:") + host;
  }
  return names;
}

}  // namespace

absl::Status CheckHost(const std::string& host) {
  if (IsAddress(host) || IsHostName(host)) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format(
      "'{}' is not the name or address of a host, such as lab-1, 10.0.0.5 or fd00::5", host));
}

std::optional<AuthorityFacts> ParseAuthority(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  if (pem.find(kBegin) != pem.rfind(kBegin)) return std::nullopt;
  const std::vector<CertificatePointer> certificates = ReadCertificates(pem);
  if (certificates.size() != 1 || X509_check_ca(certificates.front().get()) != 1) {
    return std::nullopt;
  }
  const X509& certificate = *certificates.front();
  return AuthorityFacts{.name = CommonName(certificate),
                        .fingerprint = Fingerprint(certificate),
                        .valid_from = ToWallTime(*X509_get0_notBefore(&certificate)),
                        .valid_until = ToWallTime(*X509_get0_notAfter(&certificate))};
}

CertificateAuthority::CertificateAuthority(KeyPointer key, CertificatePointer certificate)
    : key_(std::move(key)), certificate_(std::move(certificate)) {}

absl::StatusOr<CertificateAuthority> CertificateAuthority::Make(ValidTime valid) {
  ASSIGN_OR_RETURN(KeyPointer key, MakeKey());
  std::array<unsigned char, 4> number{};
  if (RAND_bytes(number.data(), number.size()) != 1) return OpenSslError("no random bytes");
  const std::string name =
      fmt::format("rung CA {:02x}{:02x}{:02x}{:02x}", number[0], number[1], number[2], number[3]);
  ASSIGN_OR_RETURN(CertificatePointer certificate,
                   Sign(*key, name, valid,
                        {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                         {NID_key_usage, "critical,keyCertSign,cRLSign"},
                         {NID_subject_key_identifier, "hash"}},
                        /*issuer=*/nullptr, *key));
  return CertificateAuthority(std::move(key), std::move(certificate));
}

absl::StatusOr<CertificateAuthority> CertificateAuthority::Read(std::string_view key_pem,
                                                                std::string_view certificate_pem) {
  KeyPointer key = ReadKey(key_pem);
  if (key == nullptr) return absl::InvalidArgumentError("the CA's key file holds no private key");
  std::vector<CertificatePointer> certificates = ReadCertificates(certificate_pem);
  if (certificates.size() != 1 || X509_check_ca(certificates.front().get()) != 1) {
    return absl::InvalidArgumentError("the CA's certificate file holds no certificate of a CA");
  }
  if (X509_check_private_key(certificates.front().get(), key.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError("the CA's key does not fit its certificate");
  }
  return CertificateAuthority(std::move(key), std::move(certificates.front()));
}

absl::StatusOr<std::string> CertificateAuthority::KeyPem() const { return PemOf(*key_); }

absl::StatusOr<std::string> CertificateAuthority::CertificatePem() const {
  return PemOf(*certificate_);
}

WallTime CertificateAuthority::valid_until() const {
  return ToWallTime(*X509_get0_notAfter(certificate_.get()));
}

absl::StatusOr<std::string> CertificateAuthority::IssueIdentity(
    const Peer& peer, const std::vector<std::string>& hosts, ValidTime valid) const {
  valid.until = std::min(valid.until, valid_until());
  const bool is_server = peer.role == Role::kCoordinator;
  ASSIGN_OR_RETURN(const KeyPointer key, MakeKey());
  ASSIGN_OR_RETURN(const CertificatePointer certificate,
                   Sign(*key, peer.name, valid,
                        {{NID_basic_constraints, "critical,CA:FALSE"},
                         {NID_key_usage, "critical,digitalSignature"},
                         {NID_ext_key_usage, is_server ? "serverAuth" : "clientAuth"},
                         {NID_subject_key_identifier, "hash"},
                         {NID_authority_key_identifier, "keyid"},
                         {NID_subject_alt_name, AlternativeNames(peer, hosts)}},
                        certificate_.get(), *key_));
  ASSIGN_OR_RETURN(std::string text, PemOf(*key));
  ASSIGN_OR_RETURN(const std::string own, PemOf(*certificate));
  ASSIGN_OR_RETURN(const std::string authority, CertificatePem());
  return text + own + authority;
}

}  // namespace rung
