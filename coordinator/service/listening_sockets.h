#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/descriptor.h"
#include "common/rpc/address.h"

namespace rung {

// The sockets of one address that listen from when they are made until this ends, which
// removes the file of a Unix socket.
class ListeningSockets {
 public:
  // Of HOST:PORT, at each address that HOST has (port 0: one that is free), or of unix:PATH,
  // where a socket that nobody listens on any more is replaced. UNAVAILABLE.
  static absl::StatusOr<ListeningSockets> Open(const std::string& address);
  ListeningSockets(ListeningSockets&&) = default;
  ListeningSockets& operator=(ListeningSockets&&) = delete;
  ~ListeningSockets();

  // As it was asked for, with the port that was found.
  const std::string& address() const { return address_; }
  const std::vector<Descriptor>& sockets() const { return sockets_; }

 private:
  ListeningSockets() = default;
  absl::Status OpenUnix(const std::string& path);
  absl::Status OpenTcp(const HostAndPort& wanted);

  std::string address_;
  std::vector<Descriptor> sockets_;
  std::string unix_path_;  // empty where there is no file to remove
};

}  // namespace rung
