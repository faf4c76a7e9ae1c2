#include "coordinator/store/comparison_rows.h"

#include "common/status_macros.h"
#include "coordinator/store/trial_rows.h"
#include "coordinator/store/words.h"

namespace rung {
namespace {

constexpr char kResults[] =
    "SELECT r.trial, r.rung, r.epochs, r.outcome, r.score,"
    " iif(s.higher_is_better, m.value - r.score, r.score - m.value), " RUNG_CONFIGURATION_COLUMNS
    " FROM searches AS s CROSS JOIN rung_results AS r USING (search_id)"
    " CROSS JOIN trials AS t USING (search_id, trial)"
    " LEFT JOIN rung_metrics AS m ON m.search_id = s.search_id AND m.trial = r.trial"
    "  AND m.rung = r.rung AND m.part = 'training' AND m.metric = s.score"
    " WHERE s.search_id = ?1 ORDER BY r.trial, r.rung";

constexpr char kCurves[] =
    "SELECT trial, epoch, validation_score FROM epochs"
    " WHERE search_id = ?1 ORDER BY trial, epoch";

}  // namespace

absl::StatusOr<std::vector<TrialAtRung>> ReadResults(Database& database, SearchId search) {
  std::vector<TrialAtRung> trials;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kResults));
  RETURN_IF_ERROR(query.Bind(search).ForEachRow([&](const Statement& row) {
    TrialAtRung& trial = trials.emplace_back();
    trial.trial = row.Int64(0);
    trial.rung = row.Int(1);
    trial.epochs = row.Int(2);
    trial.outcome = FromWord<v1::CompleteTaskRequest::Outcome>(row.Text(3));
    trial.score = row.OptionalDouble(4);
    trial.gap = row.OptionalDouble(5);
    trial.configuration = ConfigurationOf(row, 6);
  }));
  return trials;
}

absl::StatusOr<std::vector<EpochScores>> ReadEpochScores(Database& database, SearchId search) {
  std::vector<EpochScores> points;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kCurves));
  RETURN_IF_ERROR(query.Bind(search).ForEachRow(
      [&](const Statement& row) { points.push_back({row.Int64(0), row.Int(1), row.Double(2)}); }));
  return points;
}

}  // namespace rung
