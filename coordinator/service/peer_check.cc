#include "coordinator/service/peer_check.h"

#include <fmt/format.h>
#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/log/line_limit.h"
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
  PeerCheck(KnownTokens* tokens, OnRefusal on_refusal)
      : tokens_(tokens), on_refusal_(std::move(on_refusal)) {}

  // Tokens are in a file.
  bool IsBlocking() const override { return tokens_ != nullptr; }

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context,
                       OutputMetadata* consumed, OutputMetadata* /*response*/) override {
    std::optional<Peer> peer = OfCertificate(*context);
    if (!peer && tokens_ != nullptr) peer = OfToken(metadata, *consumed);
    const auto path = metadata.find(":path");
    const std::string_view method = path == metadata.end() ? "" : Text(path->second);
    const absl::Status granted =
        peer ? CheckRight(*peer, method) : absl::UnauthenticatedError(kNobody);
    if (!granted.ok()) {
      on_refusal_(method, granted);
      LogRefusal(peer ? PeerText(*peer) : "nobody known", method);
    }
    return ToGrpc(granted);
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

  void LogRefusal(std::string_view who, std::string_view method) {
    const auto held_back = limit_.Pass(std::chrono::steady_clock::now());
    if (!held_back) return;
    spdlog::warn("refused a call of {} by {}{}", method.substr(0, 100), who,
                 *held_back > 0 ? fmt::format(", and {} calls before it", *held_back) : "");
  }

  KnownTokens* const tokens_;
  const OnRefusal on_refusal_;
  LineLimit limit_;
};

}  // namespace

std::shared_ptr<grpc::AuthMetadataProcessor> MakePeerCheck(KnownTokens* tokens,
                                                           OnRefusal on_refusal) {
  return std::make_shared<PeerCheck>(tokens, std::move(on_refusal));
}

}  // namespace rung
