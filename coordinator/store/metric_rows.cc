#include "coordinator/store/metric_rows.h"

#include "common/status_macros.h"

namespace rung {
namespace {

constexpr char kInsertMetric[] =
    "INSERT INTO rung_metrics (search_id, trial, rung, part, metric, value)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

constexpr char kSelectMetrics[] =
    "SELECT part, metric, value FROM rung_metrics"
    " WHERE search_id = ?1 AND trial = ?2 AND rung = ?3 ORDER BY part, metric";

v1::Metrics& PartOf(RungMetrics& metrics, std::string_view part) {
  if (part == "training") return metrics.training;
  return part == "validation" ? metrics.validation : metrics.test;
}

}  // namespace

absl::Status WriteMetrics(Database& database, SearchId search, std::int64_t trial, int rung,
                          std::string_view part, const v1::Metrics& metrics) {
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertMetric));
  for (const auto& [metric, value] : metrics.values()) {
    RETURN_IF_ERROR(insert.Bind(search, trial, rung, part, metric, value).Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<RungMetrics> ReadMetrics(Database& database, SearchId search, std::int64_t trial,
                                        int rung) {
  RungMetrics metrics;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kSelectMetrics));
  RETURN_IF_ERROR(query.Bind(search, trial, rung).ForEachRow([&](const Statement& row) {
    (*PartOf(metrics, row.Text(0)).mutable_values())[row.String(1)] = row.Double(2);
  }));
  return metrics;
}

}  // namespace rung
