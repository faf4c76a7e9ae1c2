#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/session.h"

namespace rung {

inline constexpr std::chrono::milliseconds kPollInterval{100};

// Follows a search until it has ended, shows its progress on stderr, and answers
// its last state. Every error that passes is waited out, however long it lasts. `check` is asked
// at every poll; its error ends the following. CANCELLED once the session is
// asked to stop: the search goes on.
absl::StatusOr<v1::Search> Follow(Session& session, const std::string& search,
                                  const std::function<absl::Status()>& check = {},
                                  std::chrono::milliseconds poll_interval = kPollInterval);

}  // namespace rung
