#include "common/tls/openssl_types.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <ctime>

namespace rung {
namespace {

BioPointer BytesOf(std::string_view text) {
  return BioPointer(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Nobody is there to be asked.
int NoPassword(char*, int, int, void*) { return -1; }

std::string TextOf(const ASN1_STRING& string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(&string)),
          static_cast<std::size_t>(ASN1_STRING_length(&string))};
}

std::string AddressText(const ASN1_OCTET_STRING& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(&address) == 4 ? AF_INET : AF_INET6;
  inet_ntop(family, ASN1_STRING_get0_data(&address), text.data(), text.size());
  return text.data();
}

// Hands over each alternative name.
template <typename Take>
void ForEachName(const X509& certificate, const Take& take) {
  const std::unique_ptr<GENERAL_NAMES, OpenSslDeleter<&GENERAL_NAMES_free>> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    take(*sk_GENERAL_NAME_value(names.get(), i));
  }
}

}  // namespace

absl::Status OpenSslError(std::string_view what) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
  ERR_clear_error();
  return absl::InternalError(fmt::format("{}: {}", what, text.data()));
}

KeyPointer ReadKey(std::string_view pem) {
  const BioPointer bytes = BytesOf(pem);
  KeyPointer key(PEM_read_bio_PrivateKey(bytes.get(), nullptr, &NoPassword, nullptr));
  ERR_clear_error();
  return key;
}

std::vector<CertificatePointer> ReadCertificates(std::string_view pem) {
  const BioPointer bytes = BytesOf(pem);
  std::vector<CertificatePointer> certificates;
  while (X509* certificate = PEM_read_bio_X509(bytes.get(), nullptr, &NoPassword, nullptr)) {
    certificates.emplace_back(certificate);
  }
  ERR_clear_error();  // the end of the text is one
  return certificates;
}

std::string Fingerprint(const X509& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(&certificate, EVP_sha256(), digest.data(), &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::vector<std::string> CertificateHosts(const X509& certificate) {
  std::vector<std::string> hosts;
  ForEachName(certificate, [&hosts](const GENERAL_NAME& name) {
    if (name.type == GEN_DNS) hosts.push_back(TextOf(*name.d.dNSName));
    if (name.type == GEN_IPADD) hosts.push_back(AddressText(*name.d.iPAddress));
  });
  return hosts;
}

std::vector<std::string> CertificateUris(const X509& certificate) {
  std::vector<std::string> uris;
  ForEachName(certificate, [&uris](const GENERAL_NAME& name) {
    if (name.type == GEN_URI) uris.push_back(TextOf(*name.d.uniformResourceIdentifier));
  });
  return uris;
}

WallTime ToWallTime(const ASN1_TIME& time) {
  std::tm parts{};
  ASN1_TIME_to_tm(&time, &parts);
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

}  // namespace rung
