#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "common/rpc/endpoint.h"
#include "common/rpc/tls_probe.h"

namespace rung {

// Why a program of that role gets no connection with the coordinator, and what to do, where TLS or
// its identity is the reason; nullopt where it is not, as where nothing listens. Takes as long as
// ProbeTls.
std::optional<std::string> DiagnoseTls(const Endpoint& endpoint, Role role,
                                       const std::stop_token& stop);

// The same of what a probe found.
std::optional<std::string> ExplainTls(const Endpoint& endpoint, const TlsProbe& probe);

}  // namespace rung
