#include "coordinator/service/listen_address.h"

#include <fmt/format.h>

#include <optional>

#include "common/rpc/address.h"

namespace rung {

absl::Status CheckListenAddress(const std::string& address, bool may_be_reached) {
  if (SocketPath(address)) return CheckAddress(address);
  const std::optional<HostAndPort> place = SplitAddress(address);
  if (!place) {
    return absl::InvalidArgumentError(fmt::format(
        "--listen is '{}'; it must be HOST:PORT, as localhost:7077, or unix:PATH", address));
  }
  if (!may_be_reached && !IsLoopback(place->host)) {
    return absl::InvalidArgumentError(fmt::format(
        "--listen is '{}', which other machines can reach; name an identity file by --identity "
        "(`rung certs init` makes one), or say --insecure if your network is trusted: then whoever "
        "reaches it may do anything",
        address));
  }
  return absl::OkStatus();
}

absl::Status CheckMetricsAddress(const std::string& address, bool may_be_reached) {
  const std::optional<HostAndPort> place = SplitAddress(address);
  if (!place || address.starts_with('[')) {
    return absl::InvalidArgumentError(fmt::format(
        "--metrics is '{}'; it must be HOST:PORT, as localhost:9177, with a host of IPv4",
        address));
  }
  if (!may_be_reached && !IsLoopback(place->host)) {
    return absl::InvalidArgumentError(fmt::format(
        "--metrics is '{}', which other machines can reach; whoever does may read the names of "
        "searches and workers, so say --metrics-public as well if they may",
        address));
  }
  return absl::OkStatus();
}

bool SpeaksTls(const std::string& address, bool has_identity) {
  return has_identity && !SocketPath(address);
}

}  // namespace rung
