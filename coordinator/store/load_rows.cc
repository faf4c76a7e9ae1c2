#include "coordinator/store/load_rows.h"

#include "common/status_macros.h"
#include "coordinator/store/words.h"

namespace rung {
namespace {

// A rung holds as many tasks as the rung below it sent on; the lowest all its trials. Once a
// search is stopping only its finalists are left to be scored.
constexpr char kSearches[] =
    "SELECT s.name, s.state, p.trained_epochs, s.planned_epochs, p.running_tasks,"
    " CASE WHEN s.state IN ('pending', 'running') THEN ("
    "  SELECT coalesce(sum(max(0, coalesce(b.keep, r.size) - r.done"
    "   - (SELECT count(*) FROM attempts AS a WHERE a.search_id = r.search_id"
    "      AND a.ended IS NULL AND NOT a.is_test AND a.rung = r.rung))), 0)"
    "  FROM rungs AS r LEFT JOIN rung_decisions AS b"
    "   ON b.search_id = r.search_id AND b.rung = r.rung - 1"
    "  WHERE r.search_id = s.search_id AND (r.rung = 0 OR b.rung IS NOT NULL)) ELSE 0 END"
    " + CASE WHEN s.state IN ('running', 'stopping') THEN max(0,"
    "  (SELECT count(*) FROM finalists AS f WHERE f.search_id = s.search_id AND f.attempt IS NULL)"
    "   - (SELECT count(*) FROM attempts AS a WHERE a.search_id = s.search_id"
    "      AND a.ended IS NULL AND a.is_test)) ELSE 0 END"
    " FROM searches AS s JOIN progress AS p USING (search_id)"
    " WHERE s.name IS NOT NULL AND (s.state NOT IN ('succeeded', 'cancelled', 'failed')"
    "  OR s.state_time_us >= ?1)"
    " ORDER BY search_id DESC LIMIT 1000";

constexpr char kOpenLeases[] =
    "SELECT w.worker, count(*) FROM attempts AS a JOIN sessions AS w USING (session_id)"
    " JOIN searches AS s USING (search_id)"
    " WHERE a.ended IS NULL AND s.name IS NOT NULL GROUP BY w.worker ORDER BY w.worker";

}  // namespace

absl::StatusOr<Load> ReadLoad(Database& database, std::int64_t since_us) {
  Load load;
  ASSIGN_OR_RETURN(Statement searches, database.Prepare(kSearches));
  RETURN_IF_ERROR(searches.Bind(since_us).ForEachRow([&](const Statement& row) {
    load.searches.push_back({.name = row.String(0),
                             .state = FromWord<v1::Search::State>(row.Text(1)),
                             .trained_epochs = row.Int64(2),
                             .planned_epochs = row.Int64(3),
                             .running_tasks = row.Int64(4),
                             .waiting_tasks = row.Int64(5)});
  }));
  ASSIGN_OR_RETURN(Statement leases, database.Prepare(kOpenLeases));
  RETURN_IF_ERROR(leases.ForEachRow(
      [&](const Statement& row) { load.open_leases.emplace(row.String(0), row.Int64(1)); }));
  return load;
}

}  // namespace rung
