#include "client/reach.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netdb.h>
#include <poll.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <string_view>

#include "common/rpc/dial.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr int kConnectMs = 3'000;

std::string NumberOf(const addrinfo& entry) {
  std::array<char, NI_MAXHOST> text{};
  const int code = getnameinfo(entry.ai_addr, entry.ai_addrlen, text.data(), text.size(), nullptr,
                               0, NI_NUMERICHOST);
  return code == 0 ? text.data() : "";
}

// 0, or why there is no connection.
int ConnectError(const sockaddr* to, socklen_t size) {
  const AwaitEvent await = [](int socket, short events) {
    pollfd waiting{.fd = socket, .events = events, .revents = 0};
    return poll(&waiting, 1, kConnectMs) > 0;
  };
  return Dial(to, size, await).ok() ? 0 : errno;
}

int ConnectToPath(std::string_view path) {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, path.data(), std::min(path.size(), sizeof to.sun_path - 1));
  return ConnectError(reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

}  // namespace

absl::StatusOr<std::string> Resolve(const std::string& address) {
  if (const auto path = SocketPath(address)) return *path;
  ASSIGN_OR_RETURN(const AddressList found, LookUp(*SplitAddress(address)));
  std::set<std::string> numbers;
  for (const addrinfo* entry = found.get(); entry != nullptr; entry = entry->ai_next) {
    numbers.insert(NumberOf(*entry));
  }
  return fmt::format("{}", fmt::join(numbers, ", "));
}

absl::Status TryToConnect(const std::string& address) {
  int error = 0;
  if (const auto path = SocketPath(address)) {
    error = ConnectToPath(*path);
  } else {
    ASSIGN_OR_RETURN(const AddressList found, LookUp(*SplitAddress(address)));
    for (const addrinfo* entry = found.get(); entry != nullptr; entry = entry->ai_next) {
      error = ConnectError(entry->ai_addr, entry->ai_addrlen);
      if (error == 0) break;
    }
  }
  if (error == 0) return absl::OkStatus();
  return absl::UnavailableError(
      fmt::format("nothing accepts a connection: {}", std::strerror(error)));
}

}  // namespace rung
