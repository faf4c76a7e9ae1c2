#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace rung {

// The two kinds of status number their codes alike, so code and message pass
// through unchanged.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace rung
