#include "coordinator/store/decision_rows.h"

#include <fmt/format.h>

#include "common/status_macros.h"
#include "coordinator/store/metric_rows.h"

namespace rung {
namespace {

constexpr char kInsertDecision[] =
    "INSERT INTO rung_decisions (search_id, rung, size, keep, time_us) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr char kDecision[] =
    "SELECT size, keep, time_us FROM rung_decisions WHERE search_id = ?1 AND rung = ?2";

constexpr char kChoose[] =
    "UPDATE searches SET finalists_time_us = ?2 WHERE search_id = ?1 AND finalists_time_us IS NULL";
constexpr char kChosen[] =
    "SELECT finalists_time_us FROM searches"
    " WHERE search_id = ?1 AND finalists_time_us IS NOT NULL";
constexpr char kInsertFinalist[] =
    "INSERT INTO finalists (search_id, place, trial, rung) VALUES (?1, ?2, ?3, ?4)";
constexpr char kScore[] =
    "UPDATE finalists SET attempt = ?3, validation_spread = ?4, test_spread = ?5, failure = ?6,"
    " scored_time_us = ?7 WHERE search_id = ?1 AND trial = ?2 AND scored_time_us IS NULL"
    " RETURNING rung";
constexpr char kFinalists[] =
    "SELECT trial, rung, attempt, validation_spread, test_spread, failure, scored_time_us"
    " FROM finalists WHERE search_id = ?1 ORDER BY place";

constexpr char kInsertFault[] =
    "INSERT INTO faults (search_id, trial, is_test, rung, attempt, detail, time_us)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr char kFaults[] =
    "SELECT trial, is_test, rung, attempt, detail, time_us FROM faults"
    " WHERE search_id = ?1 ORDER BY fault_id";

// Records that a finalist was scored and answers its rung.
absl::StatusOr<int> MarkScored(Database& database, const FinalistScored& fact) {
  ASSIGN_OR_RETURN(Statement update, database.Prepare(kScore));
  update.Bind(fact.task.search, fact.task.trial, fact.attempt, fact.validation_spread,
              fact.test_spread, fact.failure, fact.time_us);
  ASSIGN_OR_RETURN(const bool has_row, update.Step());
  if (has_row) return update.Int(0);
  return absl::InternalError(
      fmt::format("trial {} of search number {} is no finalist that waits for a score",
                  fact.task.trial, fact.task.search));
}

}  // namespace

absl::Status WriteFact(Database& database, const RungDecided& fact) {
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertDecision));
  return insert.Bind(fact.search, fact.rung, fact.size, fact.keep, fact.time_us).Run();
}

absl::Status WriteFact(Database& database, const FinalistsChosen& fact) {
  ASSIGN_OR_RETURN(Statement choose, database.Prepare(kChoose));
  RETURN_IF_ERROR(choose.Bind(fact.search, fact.time_us).RunOnOneRow());
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertFinalist));
  int place = 0;
  for (const auto& [trial, rung] : fact.finalists) {
    RETURN_IF_ERROR(insert.Bind(fact.search, ++place, trial, rung).Run());
  }
  return absl::OkStatus();
}

absl::Status WriteFact(Database& database, const FinalistScored& fact) {
  ASSIGN_OR_RETURN(const int rung, MarkScored(database, fact));
  return WriteMetrics(database, fact.task.search, fact.task.trial, rung, "test", fact.test);
}

absl::Status WriteFact(Database& database, const DeterminismFault& fact) {
  const auto& [search, trial, is_test, rung] = fact.task;
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertFault));
  return insert.Bind(search, trial, is_test, rung, fact.attempt, fact.detail, fact.time_us).Run();
}

absl::Status ReplayDecision(Database& database, SearchId search, int rung,
                            const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kDecision));
  return query.Bind(search, rung).ForEachRow([&](const Statement& row) {
    apply(RungDecided{search, rung, row.Int(0), row.Int(1), row.Int64(2)});
  });
}

absl::Status ReplayFinalists(Database& database, SearchId search,
                             const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement chosen, database.Prepare(kChosen));
  ASSIGN_OR_RETURN(const bool has_row, chosen.Bind(search).Step());
  if (!has_row) return absl::OkStatus();
  FinalistsChosen fact{.search = search, .finalists = {}, .time_us = chosen.Int64(0)};
  ASSIGN_OR_RETURN(const std::vector<FinalistRow> finalists, ReadFinalists(database, search));
  for (const FinalistRow& row : finalists) fact.finalists.push_back({row.trial, row.rung});
  apply(fact);
  return absl::OkStatus();
}

absl::Status ReplayScores(Database& database, SearchId search,
                          const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(const std::vector<FinalistRow> finalists, ReadFinalists(database, search));
  for (const FinalistRow& row : finalists) {
    if (!row.scored_time_us) continue;
    ASSIGN_OR_RETURN(RungMetrics metrics, ReadMetrics(database, search, row.trial, row.rung));
    apply(FinalistScored{.task = {.search = search, .trial = row.trial, .is_test = true},
                         .attempt = row.attempt,
                         .test = std::move(metrics.test),
                         .validation_spread = row.validation_spread,
                         .test_spread = row.test_spread,
                         .failure = row.failure,
                         .time_us = *row.scored_time_us});
  }
  return absl::OkStatus();
}

absl::Status ReplayFaults(Database& database, SearchId search,
                          const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kFaults));
  return query.Bind(search).ForEachRow([&](const Statement& row) {
    const TaskKey task{search, row.Int64(0), row.Bool(1), row.Int(2)};
    apply(DeterminismFault{task, row.Int(3), row.String(4), row.Int64(5)});
  });
}

absl::StatusOr<std::vector<FinalistRow>> ReadFinalists(Database& database, SearchId search) {
  std::vector<FinalistRow> finalists;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kFinalists));
  RETURN_IF_ERROR(query.Bind(search).ForEachRow([&](const Statement& row) {
    FinalistRow& finalist = finalists.emplace_back();
    finalist.trial = row.Int64(0);
    finalist.rung = row.Int(1);
    finalist.attempt = row.Int(2);
    finalist.validation_spread = row.OptionalDouble(3);
    finalist.test_spread = row.OptionalDouble(4);
    finalist.failure = row.String(5);
    if (!row.IsNull(6)) finalist.scored_time_us = row.Int64(6);
  }));
  return finalists;
}

}  // namespace rung
