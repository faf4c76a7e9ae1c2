#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"

// Every statement about the decisions of rungs, finalists and faults of determinism.
namespace rung {

absl::Status WriteFact(Database& database, const RungDecided& fact);
absl::Status WriteFact(Database& database, const FinalistsChosen& fact);
absl::Status WriteFact(Database& database, const FinalistScored& fact);
absl::Status WriteFact(Database& database, const DeterminismFault& fact);

absl::Status ReplayDecision(Database& database, SearchId search, int rung,
                            const std::function<void(const Fact&)>& apply);
absl::Status ReplayFinalists(Database& database, SearchId search,
                             const std::function<void(const Fact&)>& apply);
absl::Status ReplayScores(Database& database, SearchId search,
                          const std::function<void(const Fact&)>& apply);
absl::Status ReplayFaults(Database& database, SearchId search,
                          const std::function<void(const Fact&)>& apply);

// A finalist as it is recorded.
struct FinalistRow {
  std::int64_t trial = 0;
  int rung = 0;
  int attempt = 0;  // that scored it
  std::optional<double> validation_spread;
  std::optional<double> test_spread;
  std::string failure;
  std::optional<std::int64_t> scored_time_us;  // absent until scored, or failed to be
};
// Best first; empty before they are chosen.
absl::StatusOr<std::vector<FinalistRow>> ReadFinalists(Database& database, SearchId search);

}  // namespace rung
