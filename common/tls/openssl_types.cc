#include "common/tls/openssl_types.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

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

WallTime ToWallTime(const ASN1_TIME& time) {
  std::tm parts{};
  ASN1_TIME_to_tm(&time, &parts);
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

}  // namespace rung
