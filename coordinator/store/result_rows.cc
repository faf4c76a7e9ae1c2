#include "coordinator/store/result_rows.h"

#include "common/status_macros.h"
#include "coordinator/store/metric_rows.h"
#include "coordinator/store/words.h"

namespace rung {
namespace {

constexpr char kInsertResult[] =
    "INSERT INTO rung_results (search_id, trial, rung, attempt, outcome, epochs, score, rank_key,"
    " checkpoint, failure, time_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce("
    " (SELECT iif(higher_is_better, -?7, ?7) FROM searches WHERE search_id = ?1), 9e999),"
    " ?8, ?9, ?10)";

// The rung's trials are found in the index rung_order, then read in the table's order.
constexpr char kResultsOfRung[] =
    "WITH held AS MATERIALIZED ("
    "  SELECT trial FROM rung_results WHERE search_id = ?1 AND rung = ?2 ORDER BY trial)"
    " SELECT r.trial, attempt, outcome, epochs, score, checkpoint, failure, time_us"
    " FROM held CROSS JOIN rung_results AS r"
    " ON r.search_id = ?1 AND r.trial = held.trial AND r.rung = ?2 ORDER BY held.trial";

// The rank is counted in the index rung_order.
constexpr char kOfTrial[] =
    "SELECT r.trial, r.rung, r.epochs, r.outcome, r.score, r.failure,"
    " CASE WHEN d.rung IS NOT NULL THEN"
    "  (SELECT count(*) FROM rung_results AS b WHERE b.search_id = r.search_id AND b.rung = r.rung"
    "   AND (b.rank_key, b.trial) <= (r.rank_key, r.trial)) END,"
    " d.size, d.keep, f.trial IS NOT NULL"
    " FROM rung_results AS r LEFT JOIN rung_decisions AS d USING (search_id, rung)"
    " LEFT JOIN finalists AS f USING (search_id, trial, rung)"
    " WHERE r.search_id = ?1 AND r.trial = ?2 ORDER BY r.rung";

constexpr char kOfTrials[] =
    "SELECT r.trial, r.rung, r.epochs, r.outcome, r.score, r.failure, k.rank,"
    " d.size, d.keep, f.trial IS NOT NULL"
    " FROM ranks AS k CROSS JOIN rung_results AS r USING (search_id, rung, trial)"
    " LEFT JOIN rung_decisions AS d USING (search_id, rung)"
    " LEFT JOIN finalists AS f USING (search_id, trial, rung)"
    " WHERE k.search_id = ?1 AND k.trial BETWEEN ?2 AND ?3 ORDER BY r.trial, r.rung";

constexpr char kBestOfRung[] =
    "SELECT r.trial FROM rung_results AS r"
    " WHERE r.search_id = ?1 AND r.rung = ?2 AND r.rank_key < 9e999 AND NOT EXISTS ("
    "  SELECT 1 FROM rung_results AS higher WHERE higher.search_id = r.search_id"
    "  AND higher.trial = r.trial AND higher.rung > r.rung)"
    " ORDER BY r.rank_key, r.trial LIMIT ?3";

// Beyond those that go on, the best of a rung may become finalists. A task that was handed
// back goes on from the checkpoint that came with it.
constexpr char kInUse[] =
    "SELECT r.checkpoint FROM finalists CROSS JOIN rung_results AS r USING (search_id, trial, rung)"
    " JOIN searches AS s USING (search_id) WHERE s.name IS NOT NULL AND r.checkpoint <> '' "
    "UNION ALL "
    "SELECT r.checkpoint FROM ranks AS k CROSS JOIN rung_results AS r USING (search_id, rung, "
    "trial)"
    " JOIN searches AS s USING (search_id)"
    " LEFT JOIN rung_decisions AS d USING (search_id, rung)"
    " WHERE s.name IS NOT NULL AND s.state NOT IN ('succeeded', 'cancelled', 'failed')"
    " AND s.finalists_time_us IS NULL AND r.checkpoint <> ''"
    " AND (d.rung IS NULL OR k.rank <= d.keep + s.finalists)"
    " AND NOT EXISTS (SELECT 1 FROM rung_results AS higher WHERE higher.search_id = r.search_id"
    "  AND higher.trial = r.trial AND higher.rung > r.rung) "
    "UNION ALL "
    "SELECT a.checkpoint FROM attempts AS a JOIN searches AS s USING (search_id)"
    " WHERE a.checkpoint <> '' AND s.name IS NOT NULL"
    " AND s.state NOT IN ('succeeded', 'cancelled', 'failed') AND s.finalists_time_us IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM rung_results AS done WHERE done.search_id = a.search_id"
    "  AND done.trial = a.trial AND done.rung >= a.rung)";

ResultRecorded FactOf(SearchId search, int rung, const Statement& row) {
  ResultRecorded fact;
  fact.task = {.search = search, .trial = row.Int64(0), .rung = rung};
  fact.attempt = row.Int(1);
  fact.outcome = FromWord<v1::CompleteTaskRequest::Outcome>(row.Text(2));
  fact.epochs = row.Int(3);
  fact.score = row.OptionalDouble(4);
  fact.checkpoint = row.String(5);
  fact.failure = row.String(6);
  fact.time_us = row.Int64(7);
  return fact;
}

ResultRow ResultOf(const Statement& row) {
  ResultRow result;
  result.trial = row.Int64(0);
  result.rung = row.Int(1);
  result.epochs = row.Int(2);
  result.outcome = FromWord<v1::CompleteTaskRequest::Outcome>(row.Text(3));
  result.score = row.OptionalDouble(4);
  result.failure = row.String(5);
  result.is_decided = !row.IsNull(7);
  result.rank = result.is_decided ? row.Int(6) : 0;
  result.size = row.Int(7);
  result.keep = row.Int(8);
  result.is_finalist = row.Bool(9);
  return result;
}

absl::StatusOr<std::vector<ResultRow>> ResultsOf(Statement& query) {
  std::vector<ResultRow> results;
  RETURN_IF_ERROR(
      query.ForEachRow([&](const Statement& row) { results.push_back(ResultOf(row)); }));
  return results;
}

}  // namespace

absl::Status WriteFact(Database& database, const ResultRecorded& fact) {
  const auto& [search, trial, is_test, rung] = fact.task;
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertResult));
  insert.Bind(search, trial, rung, fact.attempt, EnumName(fact.outcome), fact.epochs, fact.score,
              fact.checkpoint, fact.failure, fact.time_us);
  RETURN_IF_ERROR(insert.Run());
  RETURN_IF_ERROR(WriteMetrics(database, search, trial, rung, "training", fact.training));
  return WriteMetrics(database, search, trial, rung, "validation", fact.validation);
}

absl::Status ReplayResults(Database& database, SearchId search, int rung,
                           const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement row, database.Prepare(kResultsOfRung));
  row.Bind(search, rung);
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, row.Step());
    if (!has_row) return absl::OkStatus();
    ResultRecorded fact = FactOf(search, rung, row);
    ASSIGN_OR_RETURN(RungMetrics metrics, ReadMetrics(database, search, fact.task.trial, rung));
    fact.training = std::move(metrics.training);
    fact.validation = std::move(metrics.validation);
    apply(std::move(fact));
  }
}

absl::StatusOr<std::vector<ResultRow>> ReadResultsOfTrial(Database& database, SearchId search,
                                                          std::int64_t trial) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kOfTrial));
  return ResultsOf(query.Bind(search, trial));
}

absl::StatusOr<std::vector<ResultRow>> ReadResultsOfTrials(Database& database, SearchId search,
                                                           std::int64_t first_trial,
                                                           std::int64_t last_trial) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kOfTrials));
  return ResultsOf(query.Bind(search, first_trial, last_trial));
}

absl::StatusOr<std::vector<FinalistsChosen::Finalist>> ReadBestSoFar(Database& database,
                                                                     SearchId search, int top_rung,
                                                                     int count) {
  std::vector<FinalistsChosen::Finalist> best;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kBestOfRung));
  for (int rung = top_rung; rung >= 0; --rung) {
    query.Bind(search, rung, count - static_cast<int>(best.size()));
    RETURN_IF_ERROR(query.ForEachRow(
        [&](const Statement& row) { best.push_back({.trial = row.Int64(0), .rung = rung}); }));
  }
  return best;
}

absl::Status ReadCheckpointsInUse(Database& database, std::unordered_set<std::string>& digests) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kInUse));
  return query.ForEachRow([&](const Statement& row) { digests.insert(row.String(0)); });
}

}  // namespace rung
