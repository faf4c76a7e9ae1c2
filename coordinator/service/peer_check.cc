#include "coordinator/service/peer_check.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/rpc/status_translation.h"
#include "common/tls/peer.h"
#include "coordinator/service/rights.h"

namespace rung {
namespace {

std::string_view Text(const grpc::string_ref& text) { return {text.data(), text.size()}; }

constexpr char kNobody[] =
    "no certificate that names a role, such as rung://client/ada, nor a token that is known here "
    "and has not expired; see `rung certs --help`";

class PeerCheck : public grpc::AuthMetadataProcessor {
 public:
  explicit PeerCheck(KnownTokens* tokens) : tokens_(tokens) {}

  // Tokens are in a file.
  bool IsBlocking() const override { return tokens_ != nullptr; }

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context,
                       OutputMetadata* consumed, OutputMetadata* /*response*/) override {
    std::optional<Peer> peer = OfCertificate(*context);
    if (!peer && tokens_ != nullptr) peer = OfToken(metadata, *consumed);
    if (!peer) return {grpc::StatusCode::UNAUTHENTICATED, kNobody};
    const auto path = metadata.find(":path");
    return ToGrpc(CheckRight(*peer, path == metadata.end() ? "" : Text(path->second)));
  }

 private:
  static std::optional<Peer> OfCertificate(const grpc::AuthContext& context) {
    for (const grpc::string_ref& uri : context.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
      if (std::optional<Peer> peer = ParsePeerUri(Text(uri))) return peer;
    }
    return std::nullopt;
  }

  // The services do not get to see it.
  std::optional<Peer> OfToken(const InputMetadata& metadata, OutputMetadata& consumed) {
    constexpr std::string_view kBearer = "Bearer ";
    const auto found = metadata.find("authorization");
    if (found == metadata.end()) return std::nullopt;
    const std::string_view value = Text(found->second);
    consumed.emplace("authorization", value);
    if (!value.starts_with(kBearer)) return std::nullopt;
    return tokens_->PeerOf(value.substr(kBearer.size()), std::chrono::system_clock::now());
  }

  KnownTokens* const tokens_;
};

}  // namespace

std::shared_ptr<grpc::AuthMetadataProcessor> MakePeerCheck(KnownTokens* tokens) {
  return std::make_shared<PeerCheck>(tokens);
}

}  // namespace rung
