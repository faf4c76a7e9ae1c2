#include "coordinator/store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cmath>
#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

// INTERNAL speaks of what was asked, every other code of the file and its disk.
absl::StatusCode CodeOf(int code) {
  // There was no room for the index of the write-ahead log.
  if (code == SQLITE_IOERR_SHMSIZE) return absl::StatusCode::kResourceExhausted;
  switch (code & 0xff) {
    case SQLITE_FULL:
      return absl::StatusCode::kResourceExhausted;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
      return absl::StatusCode::kInternal;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

absl::Status StatusOfHandle(sqlite3* handle) {
  return SqliteStatus(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle));
}

}  // namespace

absl::Status SqliteStatus(int code, std::string_view message) {
  return absl::Status(CodeOf(code), fmt::format("{} (SQLite {})", message, code));
}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), bind_error_(other.bind_error_) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  Reset();
  sqlite3_clear_bindings(statement_);
}

void Statement::Reset() {
  sqlite3_reset(statement_);
  bind_error_ = SQLITE_OK;
}

void Statement::Note(int code) {
  if (bind_error_ == SQLITE_OK) bind_error_ = code;
}

void Statement::BindOne(int index, std::int64_t value) {
  Note(sqlite3_bind_int64(statement_, index, value));
}

void Statement::BindOne(int index, double value) {
  Note(std::isfinite(value) ? sqlite3_bind_double(statement_, index, value)
                            : sqlite3_bind_null(statement_, index));
}

void Statement::BindOne(int index, std::string_view text) {
  // A view without data would bind NULL.
  const char* data = text.data() == nullptr ? "" : text.data();
  Note(sqlite3_bind_text64(statement_, index, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::BindOne(int index, const BlobBytes& blob) {
  const char* data = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
  Note(sqlite3_bind_blob64(statement_, index, data, blob.bytes.size(), SQLITE_TRANSIENT));
}

absl::StatusOr<bool> Statement::Step() {
  sqlite3* handle = sqlite3_db_handle(statement_);
  if (bind_error_ != SQLITE_OK) return SqliteStatus(bind_error_, sqlite3_errstr(bind_error_));
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return StatusOfHandle(handle);
}

absl::Status Statement::Run() {
  ASSIGN_OR_RETURN(const bool has_row, Step());
  if (has_row) return absl::InternalError("a statement that should answer no rows answered one");
  return absl::OkStatus();
}

absl::Status Statement::RunOnOneRow() {
  RETURN_IF_ERROR(Run());
  const int changed = sqlite3_changes(sqlite3_db_handle(statement_));
  if (changed == 1) return absl::OkStatus();
  return absl::InternalError(
      fmt::format("{} rows instead of 1 were changed by: {}", changed, sqlite3_sql(statement_)));
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::Int64(int column) const { return sqlite3_column_int64(statement_, column); }

int Statement::Int(int column) const { return sqlite3_column_int(statement_, column); }

double Statement::Double(int column) const {
  return IsNull(column) ? std::numeric_limits<double>::quiet_NaN()
                        : sqlite3_column_double(statement_, column);
}

std::optional<double> Statement::OptionalDouble(int column) const {
  if (IsNull(column)) return std::nullopt;
  return sqlite3_column_double(statement_, column);
}

std::string_view Statement::Text(int column) const {
  const unsigned char* text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::Blob(int column) const {
  const void* blob = sqlite3_column_blob(statement_, column);
  if (blob == nullptr) return {};
  return {static_cast<const char*>(blob),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Database::Closer::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

void Database::Finalizer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

absl::StatusOr<Database> Database::Open(const std::string& path, Mode mode) {
  // Counting memory takes a lock at every allocation, and nobody reads the count.
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(configured);
  const int flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
      (mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Database database(handle);
  if (code != SQLITE_OK) {
    const absl::Status status = SqliteStatus(code, sqlite3_errstr(code));
    return absl::Status(status.code(),
                        fmt::format("cannot open {}: {}", path, std::string(status.message())));
  }
  // SQLite opens what may not be written for reading alone, and says nothing.
  if (mode == Mode::kReadWrite && sqlite3_db_readonly(handle, "main") == 1) {
    return absl::UnavailableError(fmt::format(
        "cannot write to {}; make the file, and the file system it is on, writable", path));
  }
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_busy_timeout(handle, 5000);
  RETURN_IF_ERROR(database.Execute(
      "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY"));
  return database;
}

absl::Status Database::Execute(const std::string& sql) {
  const int code = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : StatusOfHandle(handle());
}

absl::StatusOr<Statement> Database::Prepare(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return Statement(known->second.get());
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) return StatusOfHandle(handle());
  statements_.emplace(sqlite3_sql(prepared), prepared);
  return Statement(prepared);
}

absl::StatusOr<std::int64_t> Database::QueryInt64(std::string_view sql) {
  ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  ASSIGN_OR_RETURN(const bool has_row, statement.Step());
  if (!has_row) return absl::InternalError(fmt::format("no answer to: {}", sql));
  return statement.Int64(0);
}

absl::StatusOr<Transaction> Transaction::Begin(Database& database, Kind kind) {
  const char* sql = kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN";
  ASSIGN_OR_RETURN(Statement begin, database.Prepare(sql));
  RETURN_IF_ERROR(begin.Run());
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  // SQLite itself has rolled back after some errors.
  if (database_ == nullptr || sqlite3_get_autocommit(database_->handle()) != 0) return;
  database_->Execute("ROLLBACK").IgnoreError();
}

absl::Status Transaction::Commit() {
  ASSIGN_OR_RETURN(Statement commit, database_->Prepare("COMMIT"));
  RETURN_IF_ERROR(commit.Run());
  database_ = nullptr;
  return absl::OkStatus();
}

}  // namespace rung
