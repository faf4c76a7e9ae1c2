#pragma once

#include <functional>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"

namespace rung {

// Where facts are kept. Called by the deciding thread alone.
class FactLog {
 public:
  virtual ~FactLog() = default;

  // Records all facts or none; they are durable when it answers OK. After an error
  // it is not known whether they are there: replay before going on.
  virtual absl::Status Commit(std::span<const Fact> facts) = 0;

  // Whether a commit would find the log writable and room in it: writes, durably, what changes
  // nothing.
  virtual absl::Status Probe() = 0;

  // Passes on every fact that the state depends on, in an order in which they may
  // be applied.
  virtual absl::Status Replay(const std::function<void(const Fact&)>& apply) = 0;

  // The highest numbers ever used, those of deleted rows included; 0 if none.
  virtual absl::StatusOr<SearchId> LastSearchId() = 0;
  virtual absl::StatusOr<SessionId> LastSessionId() = 0;

  // A secret that the log has had since it was made, or restored from a backup.
  virtual absl::StatusOr<std::string> SessionKey() = 0;

  // Removes at most `rows` rows of deleted searches; false when none is left.
  virtual absl::StatusOr<bool> Sweep(int rows) = 0;
};

}  // namespace rung
