#include "coordinator/store/session_rows.h"

#include "common/resource_names.h"
#include "common/secret.h"
#include "common/status_macros.h"
#include "coordinator/store/times.h"

namespace rung {
namespace {

constexpr char kInsertSession[] =
    "INSERT INTO sessions (session_id, worker, numerics, start_time_us, request_id, host, version,"
    " cpu_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

constexpr char kDrain[] = "UPDATE sessions SET drain_time_us = ?2 WHERE session_id = ?1";

constexpr char kEndSession[] =
    "UPDATE sessions SET end_time_us = ?2, end_reason = ?3 WHERE session_id = ?1";

constexpr char kAllSessions[] =
    "SELECT session_id, worker, numerics, start_time_us, drain_time_us, end_time_us, end_reason,"
    " request_id, host, version, cpu_count FROM sessions ORDER BY session_id";

// SQLite takes the bare columns of a group from the row with the maximum.
constexpr char kWorkers[] =
    "SELECT worker, numerics, start_time_us, max(session_id), sum(completed_tasks),"
    " drain_time_us IS NOT NULL, end_time_us IS NOT NULL, end_reason, host, version, cpu_count"
    " FROM sessions WHERE worker > ?1 GROUP BY worker ORDER BY worker LIMIT ?2";

constexpr char kOpenAttempts[] =
    "SELECT a.session_id, s.name, a.trial, a.is_test, a.rung, a.attempt"
    " FROM attempts AS a JOIN searches AS s USING (search_id)"
    " WHERE a.ended IS NULL AND s.name IS NOT NULL ORDER BY a.attempt_id";

absl::StatusOr<std::unordered_map<SessionId, std::string>> OpenAttempts(Database& database) {
  std::unordered_map<SessionId, std::string> attempts;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kOpenAttempts));
  RETURN_IF_ERROR(query.ForEachRow([&](const Statement& row) {
    const AttemptName name{row.String(1), row.Int64(2), row.Bool(3), row.Int(4), row.Int(5)};
    attempts[row.Int64(0)] = name.ToString();
  }));
  return attempts;
}

}  // namespace

absl::Status WriteFact(Database& database, const SessionStarted& fact) {
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertSession));
  return insert
      .Bind(fact.session, fact.worker, fact.numerics, fact.time_us, fact.request_id, fact.host,
            fact.version, fact.cpu_count)
      .Run();
}

absl::Status WriteFact(Database& database, const SessionDrained& fact) {
  ASSIGN_OR_RETURN(Statement update, database.Prepare(kDrain));
  return update.Bind(fact.session, fact.time_us).RunOnOneRow();
}

absl::Status WriteFact(Database& database, const SessionEnded& fact) {
  ASSIGN_OR_RETURN(Statement update, database.Prepare(kEndSession));
  return update.Bind(fact.session, fact.time_us, fact.reason).RunOnOneRow();
}

absl::Status ReplaySessions(Database& database, const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kAllSessions));
  return query.ForEachRow([&](const Statement& row) {
    const SessionId session = row.Int64(0);
    apply(SessionStarted{session, row.String(1), row.String(2), row.Int64(3), row.String(7),
                         row.String(8), row.String(9), row.Int(10)});
    if (!row.IsNull(4)) apply(SessionDrained{session, row.Int64(4)});
    if (!row.IsNull(5)) apply(SessionEnded{session, row.String(6), row.Int64(5)});
  });
}

absl::StatusOr<std::string> EnsureSessionKey(Database& database) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare("SELECT key FROM session_key"));
  ASSIGN_OR_RETURN(const bool is_there, query.Step());
  if (is_there) return query.String(0);
  ASSIGN_OR_RETURN(std::string key, MakeSecret());
  ASSIGN_OR_RETURN(Statement insert, database.Prepare("INSERT INTO session_key VALUES (?1)"));
  RETURN_IF_ERROR(insert.Bind(key).Run());
  return key;
}

absl::Status ForgetSessionKey(Database& database) {
  return database.Execute("DELETE FROM session_key");
}

absl::StatusOr<std::vector<v1::Worker>> ReadWorkers(Database& database, const std::string& after,
                                                    int limit) {
  ASSIGN_OR_RETURN(auto attempts, OpenAttempts(database));
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kWorkers));
  std::vector<v1::Worker> workers;
  RETURN_IF_ERROR(query.Bind(after, limit).ForEachRow([&](const Statement& row) {
    v1::Worker& worker = workers.emplace_back();
    worker.set_name(WorkerName(row.Text(0)));
    worker.set_numerics(row.String(1));
    *worker.mutable_start_time() = TimestampOf(row.Int64(2));
    worker.set_attempt(attempts[row.Int64(3)]);
    worker.set_completed_task_count(row.Int64(4));
    worker.set_state(row.Bool(6)                ? v1::Worker::ENDED
                     : row.Bool(5)              ? v1::Worker::DRAINING
                     : worker.attempt().empty() ? v1::Worker::IDLE
                                                : v1::Worker::BUSY);
    worker.set_end_reason(row.String(7));
    worker.set_host(row.String(8));
    worker.set_version(row.String(9));
    worker.set_cpu_count(row.Int(10));
  }));
  return workers;
}

}  // namespace rung
