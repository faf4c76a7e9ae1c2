#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "common/descriptor.h"
#include "coordinator/service/listening_sockets.h"

namespace rung {

// Accepts connections in a thread of its own and hands each to `take`, which owns it from
// then on. gRPC 1.51's own loop accepts no more for ever once descriptors have run out
// (CVE-2023-4785); this one pauses, and turns connections away while few are left, so that
// files and the database can be opened.
class Acceptor {
 public:
  using Take = std::function<void(int connection)>;

  Acceptor(std::vector<ListeningSockets> addresses, Take take);
  // Accepts no more, and closes the listening sockets.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

 private:
  void Run();
  // False where no connection could be had for want of resources.
  bool AcceptAll(int socket);

  const std::vector<ListeningSockets> addresses_;
  const Take take_;
  const int highest_descriptor_;  // that a connection may have
  bool is_short_ = false;         // of descriptors, as last said
  Descriptor end_;                // readable once this ends
  std::thread thread_;            // last: it uses the members above
};

}  // namespace rung
