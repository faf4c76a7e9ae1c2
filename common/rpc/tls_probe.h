#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "common/rpc/endpoint.h"
#include "common/tls/wall_time.h"

namespace rung {

// What one handshake with a coordinator showed.
struct TlsProbe {
  bool is_answered = false;        // a byte came back
  bool is_tls = false;             // and it was TLS
  bool has_token = false;          // in place of a certificate
  bool is_refused = false;         // the connection was closed once our certificate was shown, or
                                   // ended or stayed silent before one of theirs was
  long verify_result = 0;          // of its certificate, as X509_verify_cert_error_string knows it
  bool names_host = true;          // its certificate names the host that was called
  std::vector<std::string> hosts;  // that it names
  WallTime valid_until;
};

// Connects to a TCP address and shakes hands, with the endpoint's identity or, to find out whether
// TLS is spoken there, with none. Takes 3 s at most, and ends soon after a stop is requested.
// gRPC itself does not tell what is wrong with a certificate, neither here nor, by an alert of
// TLS, the other side.
TlsProbe ProbeTls(const Endpoint& endpoint, const std::stop_token& stop);

}  // namespace rung
