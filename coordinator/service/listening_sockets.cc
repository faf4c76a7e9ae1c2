#include "coordinator/service/listening_sockets.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

absl::Status CannotListen(const std::string& address, std::string_view why) {
  return absl::UnavailableError(fmt::format(
      "cannot listen on {}: {}; is another program using it? Choose another by --listen", address,
      why));
}

absl::StatusOr<sockaddr_un> UnixAddress(const std::string& path) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return absl::UnavailableError(
        fmt::format("the path of a Unix socket has 1 to {} bytes", sizeof address.sun_path - 1));
  }
  path.copy(address.sun_path, path.size());
  return address;
}

template <class Address>
const sockaddr* Generic(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

bool IsAnswered(const sockaddr_un& address) {
  const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return connect(probe.number(), Generic(address), sizeof address) == 0;
}

// The port that a socket has been given.
int PortOf(int socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
  const auto port = address.ss_family == AF_INET6
                        ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                        : reinterpret_cast<const sockaddr_in&>(address).sin_port;
  return ntohs(port);
}

void SetPort(sockaddr* address, int port) {
  const in_port_t network_port = htons(static_cast<std::uint16_t>(port));
  if (address->sa_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(address)->sin6_port = network_port;
  } else {
    reinterpret_cast<sockaddr_in*>(address)->sin_port = network_port;
  }
}

// A socket of a coordinator that has just ended may be taken over; not one that listens. At ::
// it hears IPv4 too.
absl::StatusOr<Descriptor> ListenAt(const addrinfo& place) {
  Descriptor listening(
      socket(place.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, place.ai_protocol));
  const int yes = 1;
  const int no = 0;
  setsockopt(listening.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (place.ai_family == AF_INET6) {
    setsockopt(listening.number(), IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  }
  if (!listening.ok() || bind(listening.number(), place.ai_addr, place.ai_addrlen) != 0 ||
      listen(listening.number(), SOMAXCONN) != 0) {
    return absl::UnavailableError(std::strerror(errno));
  }
  return listening;
}

}  // namespace

absl::StatusOr<ListeningSockets> ListeningSockets::Open(const std::string& address) {
  ListeningSockets listening;
  listening.address_ = address;
  const std::optional<std::string> path = SocketPath(address);
  const absl::Status opened =
      path ? listening.OpenUnix(*path) : listening.OpenTcp(*SplitAddress(address));
  if (!opened.ok()) return CannotListen(address, std::string(opened.message()));
  return listening;
}

ListeningSockets::~ListeningSockets() {
  if (!sockets_.empty() && !unix_path_.empty()) unlink(unix_path_.c_str());
}

// The file appears under its name only once it is listened on.
absl::Status ListeningSockets::OpenUnix(const std::string& path) {
  ASSIGN_OR_RETURN(const sockaddr_un address, UnixAddress(path));
  const std::string new_path = path + ".new";
  ASSIGN_OR_RETURN(const sockaddr_un new_address, UnixAddress(new_path));
  if (IsAnswered(address)) return absl::UnavailableError("the address is answered already");
  unlink(new_path.c_str());
  Descriptor listening(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listening.ok() || bind(listening.number(), Generic(new_address), sizeof new_address) != 0 ||
      listen(listening.number(), SOMAXCONN) != 0 || rename(new_path.c_str(), path.c_str()) != 0) {
    return absl::UnavailableError(std::strerror(errno));
  }
  unix_path_ = path;
  sockets_.push_back(std::move(listening));
  return absl::OkStatus();
}

absl::Status ListeningSockets::OpenTcp(const HostAndPort& wanted) {
  const auto& [host, port] = wanted;
  const addrinfo hints{
      .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
    return absl::UnavailableError(gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> places(found, &freeaddrinfo);
  absl::Status failure = absl::UnavailableError("it has no address");
  int chosen_port = std::stoi(port);
  for (addrinfo* place = found; place != nullptr; place = place->ai_next) {
    SetPort(place->ai_addr, chosen_port);
    absl::StatusOr<Descriptor> listening = ListenAt(*place);
    if (!listening.ok()) {
      failure = listening.status();
      continue;
    }
    chosen_port = PortOf(listening->number());
    sockets_.push_back(*std::move(listening));
  }
  if (sockets_.empty()) return failure;
  address_.replace(address_.rfind(':') + 1, std::string::npos, std::to_string(chosen_port));
  return absl::OkStatus();
}

}  // namespace rung
