#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/status_macros.h"

struct sqlite3;
struct sqlite3_stmt;

namespace rung {

// SQLite's answer as a status with its message: FULL is RESOURCE_EXHAUSTED, BUSY
// and IOERR are UNAVAILABLE, CORRUPT and NOTADB are DATA_LOSS, the rest INTERNAL.
absl::Status SqliteStatus(int code, std::string_view message);

// Marks bytes that are bound as a BLOB.
struct BlobBytes {
  std::string_view bytes;
};

// One use of a prepared statement. Its end resets the statement, so that no
// snapshot stays open. The first error of a bind is the answer of the step.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Binds the values to ?1, ?2, … in order and readies the statement to run again.
  template <typename... Values>
  Statement& Bind(const Values&... values) {
    Reset();
    int index = 0;
    (BindOne(++index, values), ...);
    return *this;
  }

  // Goes to the next row; false after the last.
  absl::StatusOr<bool> Step();
  // Runs a statement that answers no rows.
  absl::Status Run();
  // The same, for a statement that must change exactly one row; INTERNAL otherwise.
  absl::Status RunOnOneRow();

  // Calls `take`(row) for every row.
  template <typename Take>
  absl::Status ForEachRow(Take&& take) {
    while (true) {
      ASSIGN_OR_RETURN(const bool has_row, Step());
      if (!has_row) return absl::OkStatus();
      take(*this);
    }
  }

  // The columns of the row, from 0. Text and Blob are valid until the next step.
  bool IsNull(int column) const;
  std::int64_t Int64(int column) const;
  int Int(int column) const;
  bool Bool(int column) const { return Int64(column) != 0; }
  // NaN where the column is NULL.
  double Double(int column) const;
  std::optional<double> OptionalDouble(int column) const;
  std::string_view Text(int column) const;
  std::string String(int column) const { return std::string(Text(column)); }
  std::string_view Blob(int column) const;

 private:
  void Reset();
  void Note(int code);
  void BindOne(int index, std::int64_t value);
  void BindOne(int index, int value) { BindOne(index, std::int64_t{value}); }
  void BindOne(int index, bool value) { BindOne(index, std::int64_t{value}); }
  // A number that is not finite becomes NULL.
  void BindOne(int index, double value);
  void BindOne(int index, const std::optional<double>& value) {
    BindOne(index, value.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  void BindOne(int index, std::string_view text);
  void BindOne(int index, const std::string& text) { BindOne(index, std::string_view(text)); }
  void BindOne(int index, const char* text) { BindOne(index, std::string_view(text)); }
  void BindOne(int index, const BlobBytes& blob);

  sqlite3_stmt* statement_;
  int bind_error_ = 0;
};

// A connection to SQLite. Used by one thread at a time.
class Database {
 public:
  enum class Mode { kReadWrite, kReadOnly };

  // Opens, or in kReadWrite makes, the file. Sets what every connection needs;
  // nothing is read or written yet.
  static absl::StatusOr<Database> Open(const std::string& path, Mode mode);

  // Runs one statement or several; rows are dropped.
  absl::Status Execute(const std::string& sql);

  // A statement that is prepared at its first use and kept. A text is not used
  // twice at the same time.
  absl::StatusOr<Statement> Prepare(std::string_view sql);

  // The one number that a statement answers.
  absl::StatusOr<std::int64_t> QueryInt64(std::string_view sql);

  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}

  std::unique_ptr<sqlite3, Closer> handle_;
  // By the text that the statement itself owns.
  std::unordered_map<std::string_view, std::unique_ptr<sqlite3_stmt, Finalizer>> statements_;
};

// A write transaction, or a snapshot to read. Rolls back unless committed.
class Transaction {
 public:
  enum class Kind { kWrite, kSnapshot };
  static absl::StatusOr<Transaction> Begin(Database& database, Kind kind);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  absl::Status Commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;  // null once committed
};

}  // namespace rung
