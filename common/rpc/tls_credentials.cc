#include "common/rpc/tls_credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

namespace rung {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

constexpr unsigned kRereadSeconds = 1;

// Each reader of the file takes from it what it looks for and passes over the rest.
std::shared_ptr<FileWatcherCertificateProvider> Watch(const std::string& identity) {
  return std::make_shared<FileWatcherCertificateProvider>(identity, identity, identity,
                                                          kRereadSeconds);
}

}  // namespace

std::shared_ptr<grpc::ChannelCredentials> TlsChannelCredentials(const std::string& identity) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(identity));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(
      std::make_shared<grpc::experimental::HostNameCertificateVerifier>());
  return grpc::experimental::TlsCredentials(options);
}

std::shared_ptr<grpc::ServerCredentials> TlsServerCredentials(const std::string& identity) {
  grpc::experimental::TlsServerCredentialsOptions options(Watch(identity));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace rung
