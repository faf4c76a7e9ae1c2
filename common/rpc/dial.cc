#include "common/rpc/dial.h"

#include <fmt/format.h>
#include <poll.h>

#include <cerrno>
#include <utility>

namespace rung {

absl::StatusOr<AddressList> LookUp(const HostAndPort& to) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(to.host.c_str(), to.port.c_str(), &hints, &found);
  if (code == 0) return AddressList(found);
  return absl::NotFoundError(
      fmt::format("the name {} leads nowhere: {}", to.host, gai_strerror(code)));
}

Descriptor Dial(const sockaddr* to, socklen_t size, const AwaitEvent& await) {
  Descriptor connection(socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!connection.ok() || connect(connection.number(), to, size) == 0) return connection;
  int error = errno;
  if (error == EINPROGRESS) {
    error = ETIMEDOUT;
    socklen_t length = sizeof error;
    if (await(connection.number(), POLLOUT)) {
      getsockopt(connection.number(), SOL_SOCKET, SO_ERROR, &error, &length);
    }
  }
  if (error == 0) return connection;
  connection = Descriptor();
  errno = error;  // after the descriptor is closed
  return {};
}

}  // namespace rung
