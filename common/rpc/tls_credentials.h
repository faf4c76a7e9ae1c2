#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

namespace rung {

// Both read the identity file again once a second, so that a new one counts for the connections
// that are made after that. It was checked by ReadIdentityFor. TLS is of version 1.2 or newer.

// Of a program that calls: shows its certificate, or its token with each call, and believes a
// server whose certificate is its CA's and names the host that was called.
std::shared_ptr<grpc::ChannelCredentials> TlsChannelCredentials(const std::string& identity);

enum class Callers {
  kWithCertificate,  // of the server's CA: others are cut off in the handshake
  kAlsoWithout,      // who shows one is believed; of others it is for the services to ask a token
};

// Of one that serves.
std::shared_ptr<grpc::ServerCredentials> TlsServerCredentials(const std::string& identity,
                                                              Callers callers);

}  // namespace rung
