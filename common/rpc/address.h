#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

// Addresses as people write them: HOST:PORT, with an IPv6 host in brackets, or unix:PATH.
namespace rung {

struct HostAndPort {
  std::string host;  // without brackets
  std::string port;
};

// nullopt unless `address` is HOST:PORT with a port of 0 to 65535.
std::optional<HostAndPort> SplitAddress(std::string_view address);

// The PATH of unix:PATH; nullopt for what is no such address.
std::optional<std::string> SocketPath(std::string_view address);

// True for a host, without brackets, that is this machine alone: localhost, ::1 or 127.0.0.0/8.
bool IsLoopback(const std::string& host);

// INVALID_ARGUMENT unless `address` is one to connect to: `HOST:PORT`, with a port of 1 to 65535,
// or `unix:PATH` with a path of 1 to 107 bytes.
absl::Status CheckAddress(std::string_view address);

}  // namespace rung
