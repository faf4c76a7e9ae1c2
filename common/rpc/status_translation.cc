#include "common/rpc/status_translation.h"

#include <string>

#include "common/rpc/transient.h"

namespace rung {

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message())};
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return {static_cast<absl::StatusCode>(status.error_code()), status.error_message()};
}

absl::Status FromGrpc(const grpc::Status& status, const grpc::ClientContext& context) {
  absl::Status translated = FromGrpc(status);
  const auto& metadata = context.GetServerTrailingMetadata();
  const auto delay = metadata.find("grpc-retry-pushback-ms");
  if (delay != metadata.end()) {
    SetRetryDelay({delay->second.data(), delay->second.size()}, translated);
  }
  return translated;
}

}  // namespace rung
