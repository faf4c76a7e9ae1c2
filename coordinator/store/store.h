#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/fact_log.h"
#include "coordinator/store/database.h"
#include "coordinator/store/database_file.h"

namespace rung {

// Keeps the facts in a database file. Used by the deciding thread alone.
class Store final : public FactLog {
 public:
  // Opens or makes the database: takes its lock, checks it, migrates it.
  // Errors, each naming the file and the way out: FAILED_PRECONDITION (held by
  // another coordinator, made by a newer rung or another program, on a network
  // file system, a file with hard links), DATA_LOSS (damaged), UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& path);

  // Where the file is, free of symbolic links.
  const std::string& path() const { return file_.path(); }

  // Records all facts or none; they are durable when it answers OK. After
  // UNAVAILABLE it is not known whether they are there: replay before going on.
  // The store can be used again after any error.
  absl::Status Commit(std::span<const Fact> facts) override;

  absl::Status Probe() override;

  // Passes on every recorded fact that the state depends on, in an order in which
  // they may be applied. Per search: its creation, its trials by number; then
  // rung by rung the attempts, results and decision; then the finalists, their
  // attempts and scores, faults, and the latest state. Epochs and deleted
  // searches are left out.
  absl::Status Replay(const std::function<void(const Fact&)>& apply) override;

  // The highest numbers ever used, those of deleted rows included; 0 if none.
  absl::StatusOr<SearchId> LastSearchId() override;
  absl::StatusOr<SessionId> LastSessionId() override;

  absl::StatusOr<std::string> SessionKey() override;

  // Removes at most `rows` rows of deleted searches; false when none is left.
  absl::StatusOr<bool> Sweep(int rows) override;

 private:
  Store(DatabaseFile file, Database database);
  absl::Status WriteAll(std::span<const Fact> facts);
  // A connection that met an I/O error is not trusted again.
  absl::Status Reconnect();

  DatabaseFile file_;
  std::unique_ptr<Database> database_;  // null when it could not be opened again
};

}  // namespace rung
