#include "common/rpc/tls_credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <map>
#include <utility>

namespace rung {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

constexpr unsigned kRereadSeconds = 1;

// gRPC 1.51 aborts upon a file that lacks what it looks for, so it gets the copy that is whole.
// Each reader of that takes from it what it looks for and passes over the rest.
std::shared_ptr<FileWatcherCertificateProvider> Watch(const IdentityInUse& identity) {
  const std::string& path = identity.path_in_memory();
  return std::make_shared<FileWatcherCertificateProvider>(path, path, path, kRereadSeconds);
}

std::shared_ptr<FileWatcherCertificateProvider> WatchAuthority(const IdentityInUse& identity) {
  return std::make_shared<FileWatcherCertificateProvider>(identity.path_in_memory(),
                                                          kRereadSeconds);
}

// Adds the token of an identity to each call.
class TokenPlugin : public grpc::MetadataCredentialsPlugin {
 public:
  explicit TokenPlugin(std::shared_ptr<const IdentityInUse> identity)
      : identity_(std::move(identity)) {}

  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    metadata->emplace("authorization", "Bearer " + identity_->identity().token);
    return grpc::Status::OK;
  }

 private:
  const std::shared_ptr<const IdentityInUse> identity_;
};

}  // namespace

std::shared_ptr<grpc::ChannelCredentials> TlsChannelCredentials(
    const std::shared_ptr<const IdentityInUse>& identity) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  const bool has_token = !identity->identity().token.empty();
  options.set_certificate_provider(has_token ? WatchAuthority(*identity) : Watch(*identity));
  options.watch_root_certs();
  if (!has_token) options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(
      std::make_shared<grpc::experimental::HostNameCertificateVerifier>());
  const auto credentials = grpc::experimental::TlsCredentials(options);
  if (!has_token) return credentials;
  return grpc::CompositeChannelCredentials(
      credentials, grpc::MetadataCredentialsFromPlugin(std::make_unique<TokenPlugin>(identity)));
}

std::shared_ptr<grpc::ServerCredentials> TlsServerCredentials(const IdentityInUse& identity,
                                                              Callers callers) {
  grpc::experimental::TlsServerCredentialsOptions options(Watch(identity));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(callers == Callers::kWithCertificate
                                    ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                    : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace rung
