#include "coordinator/store/store.h"

#include <fmt/format.h>

#include <utility>

#include "common/status_macros.h"
#include "coordinator/store/attempt_rows.h"
#include "coordinator/store/data_rows.h"
#include "coordinator/store/decision_rows.h"
#include "coordinator/store/epoch_rows.h"
#include "coordinator/store/result_rows.h"
#include "coordinator/store/search_rows.h"
#include "coordinator/store/session_rows.h"
#include "coordinator/store/sweep.h"
#include "coordinator/store/trial_rows.h"

namespace rung {
namespace {

constexpr char kRungCount[] = "SELECT count(*) FROM rungs WHERE search_id = ?1";

// The highest number that a table's key ever had.
constexpr char kLastSearch[] =
    "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'searches'";
constexpr char kLastSession[] =
    "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'sessions'";

using Apply = std::function<void(const Fact&)>;

// A page is written though its content is the same.
absl::Status RewriteVersion(Database& database) {
  ASSIGN_OR_RETURN(const std::int64_t version, database.QueryInt64("PRAGMA user_version"));
  return database.Execute(fmt::format("PRAGMA user_version = {}", version));
}

absl::StatusOr<int> RungCount(Database& database, SearchId search) {
  ASSIGN_OR_RETURN(Statement count, database.Prepare(kRungCount));
  RETURN_IF_ERROR(count.Bind(search).Step().status());
  return count.Int(0);
}

absl::Status ReplayRungs(Database& database, SearchId search, const Apply& apply) {
  ASSIGN_OR_RETURN(const int rungs, RungCount(database, search));
  for (int rung = 0; rung < rungs; ++rung) {
    RETURN_IF_ERROR(ReplayAttempts(database, search, rung, apply));
    RETURN_IF_ERROR(ReplayResults(database, search, rung, apply));
    RETURN_IF_ERROR(ReplayDecision(database, search, rung, apply));
  }
  return absl::OkStatus();
}

absl::Status ReplayOneSearch(Database& database, SearchId search, const Apply& apply) {
  RETURN_IF_ERROR(ReplaySearch(database, search, apply));
  RETURN_IF_ERROR(ReplayTrials(database, search, apply));
  RETURN_IF_ERROR(ReplayRungs(database, search, apply));
  RETURN_IF_ERROR(ReplayFinalists(database, search, apply));
  RETURN_IF_ERROR(ReplayTestAttempts(database, search, apply));
  RETURN_IF_ERROR(ReplayScores(database, search, apply));
  RETURN_IF_ERROR(ReplayFaults(database, search, apply));
  return ReplaySearchState(database, search, apply);
}

absl::Status ReplayAll(Database& database, const Apply& apply) {
  RETURN_IF_ERROR(ReplayData(database, apply));
  RETURN_IF_ERROR(ReplaySessions(database, apply));
  ASSIGN_OR_RETURN(const std::vector<SearchId> searches, ReadSearchIds(database));
  for (const SearchId search : searches) {
    RETURN_IF_ERROR(ReplayOneSearch(database, search, apply));
  }
  return absl::OkStatus();
}

// After these the connection's view of the file is in doubt.
bool IsConnectionInDoubt(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kDataLoss;
}

}  // namespace

Store::Store(DatabaseFile file, Database database)
    : file_(std::move(file)), database_(std::make_unique<Database>(std::move(database))) {}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& path) {
  ASSIGN_OR_RETURN(DatabaseFile file, DatabaseFile::Lock(path));
  ASSIGN_OR_RETURN(Database database, file.OpenChecked());
  return std::unique_ptr<Store>(new Store(std::move(file), std::move(database)));
}

absl::Status Store::Commit(std::span<const Fact> facts) {
  RETURN_IF_ERROR(Reconnect());
  absl::Status status = WriteAll(facts);
  if (IsConnectionInDoubt(status)) database_.reset();
  return status;
}

absl::Status Store::Probe() {
  RETURN_IF_ERROR(Reconnect());
  absl::Status status = RewriteVersion(*database_);
  if (IsConnectionInDoubt(status)) database_.reset();
  return status;
}

absl::Status Store::WriteAll(std::span<const Fact> facts) {
  ASSIGN_OR_RETURN(Transaction transaction,
                   Transaction::Begin(*database_, Transaction::Kind::kWrite));
  for (const Fact& fact : facts) {
    RETURN_IF_ERROR(
        std::visit([this](const auto& one) { return WriteFact(*database_, one); }, fact));
  }
  return transaction.Commit();
}

absl::Status Store::Reconnect() {
  if (database_ != nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(Database database, file_.OpenAgain());
  database_ = std::make_unique<Database>(std::move(database));
  return absl::OkStatus();
}

absl::Status Store::Replay(const std::function<void(const Fact&)>& apply) {
  RETURN_IF_ERROR(Reconnect());
  ASSIGN_OR_RETURN(const Transaction snapshot,
                   Transaction::Begin(*database_, Transaction::Kind::kSnapshot));
  return ReplayAll(*database_, apply);
}

absl::StatusOr<SearchId> Store::LastSearchId() {
  RETURN_IF_ERROR(Reconnect());
  return database_->QueryInt64(kLastSearch);
}

absl::StatusOr<SessionId> Store::LastSessionId() {
  RETURN_IF_ERROR(Reconnect());
  return database_->QueryInt64(kLastSession);
}

absl::StatusOr<std::string> Store::SessionKey() {
  RETURN_IF_ERROR(Reconnect());
  absl::StatusOr<std::string> key = EnsureSessionKey(*database_);
  if (IsConnectionInDoubt(key.status())) database_.reset();
  return key;
}

absl::StatusOr<bool> Store::Sweep(int rows) {
  RETURN_IF_ERROR(Reconnect());
  ASSIGN_OR_RETURN(Transaction transaction,
                   Transaction::Begin(*database_, Transaction::Kind::kWrite));
  ASSIGN_OR_RETURN(const bool is_more_left, SweepDeleted(*database_, rows));
  RETURN_IF_ERROR(transaction.Commit());
  return is_more_left;
}

}  // namespace rung
