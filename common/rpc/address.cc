#include "common/rpc/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <system_error>

namespace rung {
namespace {

constexpr std::string_view kUnixScheme = "unix:";
constexpr std::size_t kMaxSocketPath = 107;

absl::Status CheckSocketPath(std::string_view path) {
  if (!path.empty() && path.size() <= kMaxSocketPath) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("the path in unix:{} has {} bytes; a socket's path has 1 to {}", path,
                  path.size(), kMaxSocketPath));
}

// -1 where it is none.
int PortOf(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool is_port = error == std::errc() && end == text.data() + text.size() && port >= 0 &&
                       port <= 65535 && text.front() != '-';
  return is_port ? port : -1;
}

std::string_view WithoutBrackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

bool IsHost(std::string_view host) {
  const std::string_view name = WithoutBrackets(host);
  const bool is_bracketed = name.size() != host.size();
  return !name.empty() &&
         name.find_first_of(is_bracketed ? "/[] \t\n" : ":/[] \t\n") == std::string_view::npos;
}

}  // namespace

std::optional<HostAndPort> SplitAddress(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || SocketPath(address)) return std::nullopt;
  const std::string_view host = address.substr(0, colon);
  const std::string_view port = address.substr(colon + 1);
  if (!IsHost(host) || PortOf(port) < 0) return std::nullopt;
  return HostAndPort{std::string(WithoutBrackets(host)), std::string(port)};
}

std::optional<std::string> SocketPath(std::string_view address) {
  if (!address.starts_with(kUnixScheme)) return std::nullopt;
  return std::string(address.substr(kUnixScheme.size()));
}

bool IsLoopback(const std::string& host) {
  in_addr address{};
  const bool is_numeric = inet_pton(AF_INET, host.c_str(), &address) == 1;
  return host == "localhost" || host == "::1" ||
         (is_numeric && ntohl(address.s_addr) >> 24U == IN_LOOPBACKNET);
}

absl::Status CheckAddress(std::string_view address) {
  if (const auto path = SocketPath(address)) return CheckSocketPath(*path);
  if (const auto place = SplitAddress(address); place && PortOf(place->port) > 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(fmt::format(
      "the address '{}' is not HOST:PORT or unix:PATH; write for example lab-1:7077", address));
}

}  // namespace rung
