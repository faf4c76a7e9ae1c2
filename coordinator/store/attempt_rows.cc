#include "coordinator/store/attempt_rows.h"

#include <utility>

#include "common/resource_names.h"
#include "common/status_macros.h"
#include "coordinator/store/words.h"

namespace rung {
namespace {

constexpr char kInsertAttempt[] =
    "INSERT INTO attempts (search_id, is_test, rung, trial, attempt, session_id, request_id,"
    " start_time_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

constexpr char kEndAttempt[] =
    "UPDATE attempts SET ended = ?6, detail = ?7, end_time_us = ?8, checkpoint = ?9,"
    " is_excused = ?10"
    " WHERE search_id = ?1 AND is_test = ?2 AND rung = ?3 AND trial = ?4 AND attempt = ?5"
    " AND ended IS NULL";

constexpr char kAttemptsOfRung[] =
    "SELECT trial, attempt, session_id, request_id, start_time_us, ended, detail, end_time_us,"
    " checkpoint, is_excused FROM attempts WHERE search_id = ?1 AND is_test = ?2 AND rung = ?3"
    " ORDER BY trial, attempt";

#define RUNG_ATTEMPT_COLUMNS                                                                 \
  "SELECT a.attempt_id, a.trial, a.is_test, a.rung, a.attempt, s.worker, a.ended, a.detail," \
  " a.start_time_us, a.end_time_us FROM attempts AS a JOIN sessions AS s USING (session_id)" \
  " WHERE a.search_id = ?1 AND a.attempt_id > ?2 "
constexpr char kSomeAttempts[] = RUNG_ATTEMPT_COLUMNS "ORDER BY a.attempt_id LIMIT ?3";
constexpr char kSomeLostOrFailedAttempts[] = RUNG_ATTEMPT_COLUMNS
    "AND (a.ended = 'lost' OR a.ended = 'failed') ORDER BY a.attempt_id LIMIT ?3";

constexpr char kInTraining[] =
    "SELECT trial FROM attempts WHERE search_id = ?1 AND trial BETWEEN ?2 AND ?3"
    " AND ended IS NULL AND NOT is_test";

absl::Status Replay(Database& database, TaskKey task,
                    const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kAttemptsOfRung));
  query.Bind(task.search, task.is_test, task.rung);
  return query.ForEachRow([&](const Statement& row) {
    task.trial = row.Int64(0);
    apply(AttemptStarted{task, row.Int(1), row.Int64(2), row.String(3), row.Int64(4)});
    if (row.IsNull(5)) return;
    apply(AttemptEnded{task, row.Int(1), FromWord<v1::Attempt::End>(row.Text(5)), row.String(6),
                       row.Int64(7), row.String(8), row.Bool(9)});
  });
}

v1::Attempt AttemptResource(const std::string& search, const Statement& row) {
  v1::Attempt attempt;
  attempt.set_name(
      AttemptName{search, row.Int64(1), row.Bool(2), row.Int(3), row.Int(4)}.ToString());
  attempt.set_worker(row.String(5));
  attempt.set_end(FromWord<v1::Attempt::End>(row.Text(6)));
  attempt.set_detail(row.String(7));
  attempt.set_start_time_us(row.Int64(8));
  attempt.set_end_time_us(row.Int64(9));
  return attempt;
}

}  // namespace

absl::Status WriteFact(Database& database, const AttemptStarted& fact) {
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertAttempt));
  return insert
      .Bind(fact.task.search, fact.task.is_test, fact.task.rung, fact.task.trial, fact.attempt,
            fact.session, fact.request_id, fact.time_us)
      .Run();
}

absl::Status WriteFact(Database& database, const AttemptEnded& fact) {
  ASSIGN_OR_RETURN(Statement update, database.Prepare(kEndAttempt));
  return update
      .Bind(fact.task.search, fact.task.is_test, fact.task.rung, fact.task.trial, fact.attempt,
            EnumName(fact.end), fact.detail, fact.time_us, fact.checkpoint, fact.is_excused)
      .RunOnOneRow();
}

absl::Status ReplayAttempts(Database& database, SearchId search, int rung,
                            const std::function<void(const Fact&)>& apply) {
  return Replay(database, {.search = search, .rung = rung}, apply);
}

absl::Status ReplayTestAttempts(Database& database, SearchId search,
                                const std::function<void(const Fact&)>& apply) {
  return Replay(database, {.search = search, .is_test = true}, apply);
}

absl::StatusOr<Page<v1::Attempt>> ReadAttempts(Database& database, const SearchRow& search,
                                               std::int64_t after, int limit,
                                               bool lost_or_failed_only) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(lost_or_failed_only ? kSomeLostOrFailedAttempts
                                                                         : kSomeAttempts));
  Page<v1::Attempt> page;
  RETURN_IF_ERROR(query.Bind(search.id, after, limit).ForEachRow([&](const Statement& row) {
    page.rows.push_back(AttemptResource(search.name, row));
    if (std::cmp_equal(page.rows.size(), limit)) page.next = row.Int64(0);
  }));
  return page;
}

absl::StatusOr<std::set<std::int64_t>> ReadTrialsInTraining(Database& database, SearchId search,
                                                            std::int64_t first_trial,
                                                            std::int64_t last_trial) {
  std::set<std::int64_t> trials;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kInTraining));
  query.Bind(search, first_trial, last_trial);
  RETURN_IF_ERROR(query.ForEachRow([&](const Statement& row) { trials.insert(row.Int64(0)); }));
  return trials;
}

}  // namespace rung
