#include "coordinator/service/peer_check.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <optional>
#include <string>
#include <string_view>

#include "common/rpc/status_translation.h"
#include "common/tls/peer.h"
#include "coordinator/service/rights.h"

namespace rung {
namespace {

std::string_view Text(const grpc::string_ref& text) { return {text.data(), text.size()}; }

class PeerCheck : public grpc::AuthMetadataProcessor {
 public:
  // It reads what is in memory alone.
  bool IsBlocking() const override { return false; }

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context,
                       OutputMetadata* /*consumed*/, OutputMetadata* /*response*/) override {
    const std::optional<Peer> peer = PeerOf(*context);
    if (!peer) {
      return {grpc::StatusCode::UNAUTHENTICATED,
              "this certificate names no role, such as rung://client/ada; `rung certs` makes some "
              "that do"};
    }
    const auto path = metadata.find(":path");
    return ToGrpc(CheckRight(*peer, path == metadata.end() ? "" : Text(path->second)));
  }

 private:
  static std::optional<Peer> PeerOf(const grpc::AuthContext& context) {
    for (const grpc::string_ref& uri : context.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
      if (std::optional<Peer> peer = ParsePeerUri(Text(uri))) return peer;
    }
    return std::nullopt;
  }
};

}  // namespace

std::shared_ptr<grpc::AuthMetadataProcessor> MakePeerCheck() {
  return std::make_shared<PeerCheck>();
}

}  // namespace rung
