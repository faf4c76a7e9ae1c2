#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"
#include "coordinator/store/page.h"
#include "coordinator/store/search_rows.h"
#include "rung/v1/trial.pb.h"

// Every statement about attempts.
namespace rung {

absl::Status WriteFact(Database& database, const AttemptStarted& fact);
// INTERNAL unless the attempt is open.
absl::Status WriteFact(Database& database, const AttemptEnded& fact);

// The attempts at a rung's tasks, each start followed by its end if it has one.
absl::Status ReplayAttempts(Database& database, SearchId search, int rung,
                            const std::function<void(const Fact&)>& apply);
// The same for the scoring of finalists.
absl::Status ReplayTestAttempts(Database& database, SearchId search,
                                const std::function<void(const Fact&)>& apply);

// As Reader::ListAttempts.
absl::StatusOr<Page<v1::Attempt>> ReadAttempts(Database& database, const SearchRow& search,
                                               std::int64_t after, int limit,
                                               bool lost_or_failed_only);

// The trials from `first_trial` to `last_trial` that are being trained.
absl::StatusOr<std::set<std::int64_t>> ReadTrialsInTraining(Database& database, SearchId search,
                                                            std::int64_t first_trial,
                                                            std::int64_t last_trial);

}  // namespace rung
