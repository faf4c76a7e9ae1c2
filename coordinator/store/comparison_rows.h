#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"
#include "rung/v1/search_spec.pb.h"
#include "rung/v1/task.pb.h"

// Every statement that reads a search's results as they are compared.
namespace rung {

// A trial's result at a rung, as trials are compared.
struct TrialAtRung {
  std::int64_t trial = 0;
  int rung = 0;
  int epochs = 0;
  v1::CompleteTaskRequest::Outcome outcome = v1::CompleteTaskRequest::OUTCOME_UNSPECIFIED;
  std::optional<double> score;  // present exactly where the outcome is completed
  std::optional<double> gap;    // as RankedTrial.gap
  v1::Configuration configuration;
};

// A point of a learning curve.
struct EpochScores {
  std::int64_t trial = 0;
  int epoch = 0;
  double validation_score = 0;  // NaN where it was not finite
};

// Every result of a search, by trial and rung.
absl::StatusOr<std::vector<TrialAtRung>> ReadResults(Database& database, SearchId search);

// Every epoch of a search, by trial and epoch.
absl::StatusOr<std::vector<EpochScores>> ReadEpochScores(Database& database, SearchId search);

}  // namespace rung
