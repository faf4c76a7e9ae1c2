#include "coordinator/service/acceptor.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace rung {
namespace {

constexpr int kPauseMs = 100;
constexpr rlim_t kReserved = 64;
constexpr rlim_t kMostDescriptors = 1 << 20;

// A new descriptor is the lowest that is free, so its number tells how many are in use.
int HighestDescriptor() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t count = std::min(limit.rlim_cur, kMostDescriptors);
  return static_cast<int>(count - std::min(kReserved, count / 4)) - 1;
}

bool IsShortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Acceptor::Acceptor(std::vector<ListeningSockets> addresses, Take take)
    : addresses_(std::move(addresses)),
      take_(std::move(take)),
      highest_descriptor_(HighestDescriptor()),
      end_(eventfd(0, EFD_CLOEXEC)),
      thread_([this] { Run(); }) {}

Acceptor::~Acceptor() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(end_.number(), &one, sizeof one);
  thread_.join();
}

void Acceptor::Run() {
  std::vector<pollfd> sources = {{.fd = end_.number(), .events = POLLIN, .revents = 0}};
  for (const ListeningSockets& address : addresses_) {
    for (const Descriptor& socket : address.sockets()) {
      sources.push_back({.fd = socket.number(), .events = POLLIN, .revents = 0});
    }
  }
  while (sources[0].revents == 0) {
    bool is_served = true;
    for (std::size_t i = 1; i < sources.size(); ++i) {
      if (sources[i].revents != 0) is_served &= AcceptAll(sources[i].fd);
    }
    // What could not be accepted is ready at once; it is not to be asked for without end.
    if (!is_served) poll(sources.data(), 1, kPauseMs);
    if (sources[0].revents == 0) poll(sources.data(), sources.size(), -1);
  }
}

bool Acceptor::AcceptAll(int socket) {
  while (true) {
    const int connection = accept4(socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    const int error = errno;
    const bool is_short = connection < 0 ? IsShortage(error) : connection > highest_descriptor_;
    if (is_short && !is_short_) {
      spdlog::error("no descriptors are left for more connections; raise the limit (ulimit -n)");
    }
    if (connection < 0 && is_short) {
      is_short_ = true;
      return false;
    }
    if (connection < 0) {
      if (error == EAGAIN || error == EWOULDBLOCK) return true;
      continue;  // this one connection is gone
    }
    is_short_ = is_short;
    if (is_short) {
      close(connection);
      continue;
    }
    const int yes = 1;  // fails, and does not matter, for a Unix socket
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    take_(connection);
  }
}

}  // namespace rung
