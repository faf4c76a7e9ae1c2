#include "coordinator/service/listen_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace rung {
namespace {

bool IsPort(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(std::string(text)) <= 65535;
}

// Where the colon of HOST:PORT is; npos where `address` is nothing of the kind.
std::size_t FindColon(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  const bool is_address =
      colon != std::string_view::npos && colon > 0 && IsPort(address.substr(colon + 1));
  return is_address ? colon : std::string_view::npos;
}

bool IsLoopback(std::string_view host) {
  in_addr address{};
  const bool is_numeric = inet_pton(AF_INET, std::string(host).c_str(), &address) == 1;
  return host == "localhost" || host == "[::1]" ||
         (is_numeric && ntohl(address.s_addr) >> 24U == IN_LOOPBACKNET);
}

}  // namespace

absl::Status CheckListenAddress(const std::string& address, bool may_be_reached) {
  if (address.starts_with("unix:")) return absl::OkStatus();
  const std::size_t colon = FindColon(address);
  if (colon == std::string::npos) {
    return absl::InvalidArgumentError(fmt::format(
        "--listen is '{}'; it must be HOST:PORT, as localhost:7077, or unix:PATH", address));
  }
  if (!may_be_reached && !IsLoopback(address.substr(0, colon))) {
    return absl::InvalidArgumentError(fmt::format(
        "--listen is '{}', which other machines can reach; name an identity file by --identity "
        "(`rung certs init` makes one), or say --insecure if your network is trusted: then whoever "
        "reaches it may do anything",
        address));
  }
  return absl::OkStatus();
}

absl::Status CheckMetricsAddress(const std::string& address, bool may_be_reached) {
  const std::size_t colon = FindColon(address);
  if (colon == std::string::npos || address.starts_with("unix:") || address.starts_with('[')) {
    return absl::InvalidArgumentError(fmt::format(
        "--metrics is '{}'; it must be HOST:PORT, as localhost:9177, with a host of IPv4",
        address));
  }
  if (!may_be_reached && !IsLoopback(address.substr(0, colon))) {
    return absl::InvalidArgumentError(fmt::format(
        "--metrics is '{}', which other machines can reach; whoever does may read the names of "
        "searches and workers, so say --metrics-public as well if they may",
        address));
  }
  return absl::OkStatus();
}

bool SpeaksTls(const std::string& address, bool has_identity) {
  return has_identity && !address.starts_with("unix:");
}

}  // namespace rung
