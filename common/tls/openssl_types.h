#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/tls/wall_time.h"

namespace rung {

// Owners of OpenSSL's objects.
template <auto Free>
struct OpenSslDeleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using BioPointer = std::unique_ptr<BIO, OpenSslDeleter<&BIO_free_all>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, OpenSslDeleter<&EVP_PKEY_free>>;
using CertificatePointer = std::unique_ptr<X509, OpenSslDeleter<&X509_free>>;

// INTERNAL with what OpenSSL says of its last failure, which is then forgotten.
absl::Status OpenSslError(std::string_view what);

// The private key of a PEM text, or null; one under a password counts as none.
KeyPointer ReadKey(std::string_view pem);
// All certificates of a PEM text, in their order.
std::vector<CertificatePointer> ReadCertificates(std::string_view pem);

// SHA-256 of a certificate, in lower-case hexadecimal digits.
std::string Fingerprint(const X509& certificate);

// The names and addresses of hosts among its alternative names, in their order.
std::vector<std::string> CertificateHosts(const X509& certificate);
// The URIs among them.
std::vector<std::string> CertificateUris(const X509& certificate);

WallTime ToWallTime(const ASN1_TIME& time);

}  // namespace rung
