#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "coordinator/store/database.h"
#include "coordinator/store/search_rows.h"
#include "rung/v1/search.pb.h"
#include "rung/v1/trial.pb.h"

// Puts a search's trials together from their rows.
namespace rung {

// NOT_FOUND for a trial without a row.
absl::StatusOr<v1::Trial> ReadTrial(Database& database, const SearchRow& search,
                                    std::int64_t trial);

// By number, from `first_trial` on.
absl::StatusOr<std::vector<v1::Trial>> ReadTrials(Database& database, const SearchRow& search,
                                                  std::int64_t first_trial, int limit);

// The finalists once chosen; before, the best so far.
absl::StatusOr<v1::ListBestTrialsResponse> ReadBestTrials(Database& database,
                                                          const SearchRow& search);

}  // namespace rung
