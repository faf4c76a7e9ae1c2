#include "common/rpc/channel.h"

#include <grpc/grpc.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/client_interceptor.h>

#include <mutex>
#include <utility>
#include <vector>

#include "common/rpc/tls_credentials.h"
#include "common/status_macros.h"
#include "common/version.h"

namespace rung {
namespace {

constexpr int kMaxReceivedBytes = 16 << 20;

constexpr char kServiceConfig[] = R"({
  "methodConfig": [{
    "name": [{}],
    "retryPolicy": {
      "maxAttempts": 4,
      "initialBackoff": "0.1s",
      "maxBackoff": "2s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }]
})";

// gRPC stays initialised until the process ends. Its clean-up after the last
// channel or server may wait 10 s for a poller of its own.
void KeepInitialised() {
  static std::once_flag once;
  std::call_once(once, &grpc_init);
}

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  // Despite its name: how long an attempt to connect may take.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5'000);
  arguments.SetMaxReceiveMessageSize(kMaxReceivedBytes);
  arguments.SetServiceConfigJSON(kServiceConfig);
  return arguments;
}

// Tells with each call of which release the caller is, and which coordinator it needs.
class VersionTeller final : public grpc::experimental::Interceptor {
 public:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      auto* metadata = methods->GetSendInitialMetadata();
      metadata->emplace(kVersionMetadata, Version());
      metadata->emplace(kRequiresMetadata, kOldestCoordinator);
    }
    methods->Proceed();
  }
};

class VersionTellers final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* /*info*/) override {
    return new VersionTeller;
  }
};

// A channel and what it needs for as long as it is there.
struct Line {
  std::shared_ptr<const IdentityInUse> identity;  // null without TLS
  std::shared_ptr<grpc::Channel> channel;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const Endpoint& endpoint,
                                                       IdentityInUse::Tell tell) {
  KeepInitialised();
  const auto line = std::make_shared<Line>();
  if (endpoint.is_tls()) {
    ASSIGN_OR_RETURN(line->identity, IdentityInUse::Open(endpoint.identity, std::move(tell)));
  }
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> tellers;
  tellers.push_back(std::make_unique<VersionTellers>());
  line->channel = grpc::experimental::CreateCustomChannelWithInterceptors(
      endpoint.address,
      endpoint.is_tls() ? TlsChannelCredentials(line->identity)
                        : grpc::InsecureChannelCredentials(),
      Arguments(), std::move(tellers));
  return std::shared_ptr<grpc::Channel>(line, line->channel.get());
}

}  // namespace rung
