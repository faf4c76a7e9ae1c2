#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"
#include "rung/v1/trial.pb.h"

// Every statement about epochs.
namespace rung {

// Epochs that are there already stay as they are.
absl::Status WriteFact(Database& database, const EpochsReported& fact);

// A trial's epochs from `first_epoch` on.
absl::StatusOr<std::vector<v1::Epoch>> ReadEpochs(Database& database, SearchId search,
                                                  std::int64_t trial, int first_epoch, int limit);

}  // namespace rung
