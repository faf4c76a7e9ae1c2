#pragma once

#include <optional>
#include <string>

#include "common/tls/peer.h"
#include "common/tls/wall_time.h"

namespace rung {

// Tells once a day of an identity that a running program uses, and that may be replaced meanwhile.
class ExpiryReminder {
 public:
  // An empty path is no identity.
  ExpiryReminder(std::string path, Role role) : path_(std::move(path)), role_(role) {}

  // What is to be said at that time, if anything: that it expires soon, as ExpiryWarning has it, or
  // what is wrong with it.
  std::optional<std::string> Due(WallTime now);

 private:
  const std::string path_;
  const Role role_;
  WallTime next_ = WallTime::min();
};

}  // namespace rung
