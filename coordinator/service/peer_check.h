#pragma once

#include <grpcpp/security/auth_metadata_processor.h>

#include <memory>

#include "coordinator/service/known_tokens.h"

namespace rung {

// Lets through the calls over TLS that CheckRight grants to the peer that the certificate names,
// or, without one, a token that is known; all services are behind it. UNAUTHENTICATED where nobody
// is named. `tokens` may be null, and outlives it.
std::shared_ptr<grpc::AuthMetadataProcessor> MakePeerCheck(KnownTokens* tokens);

}  // namespace rung
