#pragma once

#include <string>

#include "absl/status/statusor.h"

// Whether an address that CheckAddress accepts leads anywhere, asked of the operating system
// alone, so that a fault can be told from one of gRPC.
namespace rung {

// The numbers that the host's name stands for, `127.0.0.1, ::1`; the path of a Unix socket.
// NOT_FOUND.
absl::StatusOr<std::string> Resolve(const std::string& address);

// OK where something accepts a connection within 3 s; UNAVAILABLE, with the system's reason.
absl::Status TryToConnect(const std::string& address);

}  // namespace rung
