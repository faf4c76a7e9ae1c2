#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace rung {

// The two kinds of status number their codes alike, so code and message pass
// through unchanged.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

// The same for the end of a call, with the RetryDelay that came with it.
absl::Status FromGrpc(const grpc::Status& status, const grpc::ClientContext& context);

}  // namespace rung
