#include "coordinator/service/listen_address.h"

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

bool IsLoopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

}  // namespace

absl::Status CheckListenAddress(const std::string& address, bool may_be_reached) {
  if (address.starts_with("unix:")) return absl::OkStatus();
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || !IsPort(address.substr(colon + 1))) {
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

bool SpeaksTls(const std::string& address, bool has_identity) {
  return has_identity && !address.starts_with("unix:");
}

}  // namespace rung
