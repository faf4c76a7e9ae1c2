#include "common/rpc/tls_credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <map>
#include <utility>

#include "common/rpc/status_translation.h"
#include "common/tls/identity.h"

namespace rung {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

constexpr unsigned kRereadSeconds = 1;

// Each reader of the file takes from it what it looks for and passes over the rest.
std::shared_ptr<FileWatcherCertificateProvider> Watch(const std::string& identity) {
  return std::make_shared<FileWatcherCertificateProvider>(identity, identity, identity,
                                                          kRereadSeconds);
}

std::shared_ptr<FileWatcherCertificateProvider> WatchAuthority(const std::string& identity) {
  return std::make_shared<FileWatcherCertificateProvider>(identity, kRereadSeconds);
}

// Adds the token of an identity file to each call; read anew, so that it may be replaced.
class TokenPlugin : public grpc::MetadataCredentialsPlugin {
 public:
  explicit TokenPlugin(std::string path) : path_(std::move(path)) {}

  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    const absl::StatusOr<Identity> identity = ReadIdentity(path_);
    if (!identity.ok()) return ToGrpc(absl::UnauthenticatedError(identity.status().message()));
    metadata->emplace("authorization", "Bearer " + identity->token);
    return grpc::Status::OK;
  }

 private:
  const std::string path_;
};

bool HasToken(const std::string& path) {
  const absl::StatusOr<Identity> identity = ReadIdentity(path);
  return identity.ok() && !identity->token.empty();
}

}  // namespace

std::shared_ptr<grpc::ChannelCredentials> TlsChannelCredentials(const std::string& identity) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  const bool has_token = HasToken(identity);
  options.set_certificate_provider(has_token ? WatchAuthority(identity) : Watch(identity));
  options.watch_root_certs();
  if (!has_token) options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(
      std::make_shared<grpc::experimental::HostNameCertificateVerifier>());
  const auto credentials = grpc::experimental::TlsCredentials(options);
  if (!has_token) return credentials;
  return grpc::CompositeChannelCredentials(
      credentials, grpc::MetadataCredentialsFromPlugin(std::make_unique<TokenPlugin>(identity)));
}

std::shared_ptr<grpc::ServerCredentials> TlsServerCredentials(const std::string& identity,
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
