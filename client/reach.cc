#include "client/reach.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <string_view>

#include "common/descriptor.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::string_view kUnixScheme = "unix:";
constexpr int kConnectMs = 3'000;

struct AddressFreer {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressFreer>;

absl::StatusOr<AddressList> LookUp(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  const std::string port = address.substr(colon + 1);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  if (code == 0) return AddressList(found);
  return absl::NotFoundError(
      fmt::format("the name {} leads nowhere: {}", host, gai_strerror(code)));
}

std::string NumberOf(const addrinfo& entry) {
  std::array<char, NI_MAXHOST> text{};
  const int code = getnameinfo(entry.ai_addr, entry.ai_addrlen, text.data(), text.size(), nullptr,
                               0, NI_NUMERICHOST);
  return code == 0 ? text.data() : "";
}

// 0, or why there is no connection.
int ConnectError(const sockaddr* to, socklen_t size) {
  const Descriptor socket(::socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.number() < 0) return errno;
  if (connect(socket.number(), to, size) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd waiting{.fd = socket.number(), .events = POLLOUT, .revents = 0};
  if (poll(&waiting, 1, kConnectMs) <= 0) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error, &length);
  return error;
}

int ConnectToPath(std::string_view path) {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, path.data(), std::min(path.size(), sizeof to.sun_path - 1));
  return ConnectError(reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

}  // namespace

absl::StatusOr<std::string> Resolve(const std::string& address) {
  if (address.starts_with(kUnixScheme)) return address.substr(kUnixScheme.size());
  ASSIGN_OR_RETURN(const AddressList found, LookUp(address));
  std::set<std::string> numbers;
  for (const addrinfo* entry = found.get(); entry != nullptr; entry = entry->ai_next) {
    numbers.insert(NumberOf(*entry));
  }
  return fmt::format("{}", fmt::join(numbers, ", "));
}

absl::Status TryToConnect(const std::string& address) {
  int error = 0;
  if (address.starts_with(kUnixScheme)) {
    error = ConnectToPath(std::string_view(address).substr(kUnixScheme.size()));
  } else {
    ASSIGN_OR_RETURN(const AddressList found, LookUp(address));
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
