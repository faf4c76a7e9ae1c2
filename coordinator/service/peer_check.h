#pragma once

#include <grpcpp/security/auth_metadata_processor.h>

#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "coordinator/service/known_tokens.h"

namespace rung {

// Told of each call that is refused, by any thread.
using OnRefusal = std::function<void(std::string_view method, const absl::Status& why)>;

// Lets through the calls over TLS that CheckRight grants to the peer that the certificate names,
// or, without one, a token that is known; all services are behind it. UNAUTHENTICATED where nobody
// is named. `tokens` may be null, and outlives it.
std::shared_ptr<grpc::AuthMetadataProcessor> MakePeerCheck(KnownTokens* tokens,
                                                           OnRefusal on_refusal);

}  // namespace rung
