#pragma once

#include <grpcpp/security/auth_metadata_processor.h>

#include <memory>

namespace rung {

// Lets through the calls over TLS that CheckRight grants to the peer that the certificate names;
// all services are behind it. UNAUTHENTICATED where the certificate names none.
std::shared_ptr<grpc::AuthMetadataProcessor> MakePeerCheck();

}  // namespace rung
