#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/store/database.h"

namespace rung {

// Moves committed pages from the write-ahead log into the database file through a
// connection of its own, so that no commit waits for it. Used by one thread.
class WalCheckpointer {
 public:
  // `path` is that of an open Store.
  static absl::StatusOr<std::unique_ptr<WalCheckpointer>> Open(const std::string& path);

  // Moves what can be moved without waiting for anyone.
  absl::Status Checkpoint();

  // Moves all and empties the log. For idle moments: writers wait meanwhile.
  // Does less, and answers OK, while others use the log.
  absl::Status Truncate();

 private:
  explicit WalCheckpointer(Database database) : database_(std::move(database)) {}
  absl::Status Run(int mode);
  Database database_;
};

}  // namespace rung
