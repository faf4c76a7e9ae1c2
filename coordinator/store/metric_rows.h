#pragma once

#include <cstdint>
#include <map>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"
#include "rung/v1/trial.pb.h"

// Every statement about the metrics of a trial at a rung.
namespace rung {

// `part` is training, validation or test.
absl::Status WriteMetrics(Database& database, SearchId search, std::int64_t trial, int rung,
                          std::string_view part, const v1::Metrics& metrics);

// The metrics of a trial at a rung, by part.
struct RungMetrics {
  v1::Metrics training;
  v1::Metrics validation;
  v1::Metrics test;
};
absl::StatusOr<RungMetrics> ReadMetrics(Database& database, SearchId search, std::int64_t trial,
                                        int rung);

}  // namespace rung
