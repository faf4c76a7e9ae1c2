#pragma once

#include <netdb.h>
#include <sys/socket.h>

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "common/descriptor.h"
#include "common/rpc/address.h"

// Connections of the operating system alone, so that a fault can be told from one of gRPC.
namespace rung {

struct AddressListFreer {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListFreer>;

// What the host's name stands for. NOT_FOUND.
absl::StatusOr<AddressList> LookUp(const HostAndPort& to);

// Waits for events of poll(2) on a socket; false where that took too long.
using AwaitEvent = std::function<bool(int socket, short events)>;

// A connection that does not block; none, with errno, where there is no way.
Descriptor Dial(const sockaddr* to, socklen_t size, const AwaitEvent& await);

}  // namespace rung
