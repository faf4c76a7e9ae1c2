#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"
#include "rung/v1/worker.pb.h"

// Every statement about sessions and the workers that had them.
namespace rung {

absl::Status WriteFact(Database& database, const SessionStarted& fact);
absl::Status WriteFact(Database& database, const SessionDrained& fact);
absl::Status WriteFact(Database& database, const SessionEnded& fact);

absl::Status ReplaySessions(Database& database, const std::function<void(const Fact&)>& apply);

// The key of SessionNames; makes one where there is none.
absl::StatusOr<std::string> EnsureSessionKey(Database& database);
// The next EnsureSessionKey makes another, so that no session from before is known any more.
absl::Status ForgetSessionKey(Database& database);

// As Reader::ListWorkers: whether a worker is silent is not on record.
absl::StatusOr<std::vector<v1::Worker>> ReadWorkers(Database& database, const std::string& after,
                                                    int limit);

}  // namespace rung
