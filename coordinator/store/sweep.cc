#include "coordinator/store/sweep.h"

#include <sqlite3.h>

#include <array>

#include "common/status_macros.h"

namespace rung {
namespace {

constexpr char kDeleted[] =
    "SELECT search_id FROM searches WHERE name IS NULL ORDER BY search_id LIMIT 1";

#define RUNG_SWEEP(table, key)                                           \
  "DELETE FROM " table " WHERE (" key ") IN (SELECT " key " FROM " table \
  " WHERE search_id = ?1 LIMIT ?2)"

// No row goes before those that name it.
constexpr std::array kSweeps = {
    RUNG_SWEEP("faults", "fault_id"),
    RUNG_SWEEP("finalists", "search_id, place"),
    RUNG_SWEEP("rung_decisions", "search_id, rung"),
    RUNG_SWEEP("rung_metrics", "search_id, trial, rung, part, metric"),
    RUNG_SWEEP("rung_results", "search_id, trial, rung"),
    RUNG_SWEEP("epochs", "search_id, trial, epoch"),
    RUNG_SWEEP("attempts", "attempt_id"),
    RUNG_SWEEP("trials", "search_id, trial"),
    RUNG_SWEEP("rungs", "search_id, rung"),
    RUNG_SWEEP("progress", "search_id"),
    RUNG_SWEEP("searches", "search_id"),
};

// Removes at most `rows` rows of one search; answers how many.
absl::StatusOr<int> SweepSearch(Database& database, std::int64_t search, int rows) {
  int swept = 0;
  for (const char* sql : kSweeps) {
    ASSIGN_OR_RETURN(Statement sweep, database.Prepare(sql));
    RETURN_IF_ERROR(sweep.Bind(search, rows - swept).Run());
    swept += sqlite3_changes(database.handle());
    if (swept == rows) break;
  }
  return swept;
}

}  // namespace

absl::StatusOr<bool> SweepDeleted(Database& database, int rows) {
  while (rows > 0) {
    ASSIGN_OR_RETURN(Statement deleted, database.Prepare(kDeleted));
    ASSIGN_OR_RETURN(const bool has_row, deleted.Step());
    if (!has_row) return false;
    ASSIGN_OR_RETURN(const int swept, SweepSearch(database, deleted.Int64(0), rows));
    rows -= swept;
  }
  ASSIGN_OR_RETURN(Statement deleted, database.Prepare(kDeleted));
  return deleted.Step();
}

}  // namespace rung
