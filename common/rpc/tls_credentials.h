#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "common/tls/identity_in_use.h"

namespace rung {

// For connections that are made within a second or two after `identity` took another in use, that
// counts. TLS is of version 1.2 or newer.

// Of a program that calls: shows its certificate, or its token with each call, and believes a
// server whose certificate is its CA's and names the host that was called. `identity` must outlive
// the channel.
std::shared_ptr<grpc::ChannelCredentials> TlsChannelCredentials(
    const std::shared_ptr<const IdentityInUse>& identity);

enum class Callers {
  kWithCertificate,  // of the server's CA: others are cut off in the handshake
  kAlsoWithout,      // who shows one is believed; of others it is for the services to ask a token
};

// Of one that serves. `identity` must outlive the server.
std::shared_ptr<grpc::ServerCredentials> TlsServerCredentials(const IdentityInUse& identity,
                                                              Callers callers);

}  // namespace rung
