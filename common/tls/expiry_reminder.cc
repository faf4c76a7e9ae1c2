#include "common/tls/expiry_reminder.h"

#include <chrono>

#include "common/tls/identity.h"

namespace rung {

std::optional<std::string> ExpiryReminder::Due(WallTime now) {
  if (path_.empty() || now < next_) return std::nullopt;
  next_ = now + std::chrono::hours(24);
  const absl::StatusOr<Identity> identity = ReadIdentityFor(role_, path_, now);
  if (!identity.ok()) return std::string(identity.status().message());
  return ExpiryWarning(*identity, path_, now);
}

}  // namespace rung
