#pragma once

#include <string>

#include "absl/status/status.h"

namespace rung {

// INVALID_ARGUMENT unless `address` is HOST:PORT or unix:PATH and, where
// `may_be_reached` is false, one that only this machine can reach: a Unix socket,
// localhost, 127.0.0.0/8 or ::1. Without TLS whoever reaches it may do anything.
absl::Status CheckListenAddress(const std::string& address, bool may_be_reached);

// The same for HOST:PORT of the metrics page, of IPv4, which has no login: whoever reaches it reads
// the names of searches and workers, and numbers, and can change nothing.
absl::Status CheckMetricsAddress(const std::string& address, bool may_be_reached);

// Whether TLS is spoken at an address: not on Unix sockets, whose file has rights of its own.
bool SpeaksTls(const std::string& address, bool has_identity);

}  // namespace rung
