#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"
#include "rung/v1/task.pb.h"
#include "rung/v1/trial.pb.h"

// Every statement about the results of trials at rungs.
namespace rung {

absl::Status WriteFact(Database& database, const ResultRecorded& fact);

// The results at a rung, by trial.
absl::Status ReplayResults(Database& database, SearchId search, int rung,
                           const std::function<void(const Fact&)>& apply);

// A result and what the rung's decision made of it.
struct ResultRow {
  std::int64_t trial = 0;
  int rung = 0;
  int epochs = 0;
  v1::CompleteTaskRequest::Outcome outcome = v1::CompleteTaskRequest::OUTCOME_UNSPECIFIED;
  std::optional<double> score;
  std::string failure;
  bool is_decided = false;
  int rank = 0;  // this and the next two are 0 while undecided
  int size = 0;
  int keep = 0;
  bool is_finalist = false;
};

// A trial's results by rung. Takes time in proportion to its ranks.
absl::StatusOr<std::vector<ResultRow>> ReadResultsOfTrial(Database& database, SearchId search,
                                                          std::int64_t trial);

// The results of many trials by trial and rung. Takes time in proportion to all
// results of the search.
absl::StatusOr<std::vector<ResultRow>> ReadResultsOfTrials(Database& database, SearchId search,
                                                           std::int64_t first_trial,
                                                           std::int64_t last_trial);

// The best trials of a search so far, as Schedule::Finalists: of the highest rung first,
// best first, each at the last rung it has a result at; none that diverged or failed.
absl::StatusOr<std::vector<FinalistsChosen::Finalist>> ReadBestSoFar(Database& database,
                                                                     SearchId search, int top_rung,
                                                                     int count);

// Adds the checkpoints that are results, or from which a trial may yet be trained or scored.
absl::Status ReadCheckpointsInUse(Database& database, std::unordered_set<std::string>& digests);

}  // namespace rung
