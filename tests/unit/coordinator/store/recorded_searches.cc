#include "tests/unit/coordinator/store/recorded_searches.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <span>
#include <utility>

#include "coordinator/store/wal_checkpointer.h"
#include "tests/unit/coordinator/store/example_history.h"
#include "tests/unit/coordinator/store/temporary_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

// The connection that was opened last, by whomever.
sqlite3* newest_connection = nullptr;

int Remember(sqlite3* connection, char** /*error*/, const void* /*api*/) {
  newest_connection = connection;
  return SQLITE_OK;
}
using Extension = void (*)();
const auto remember = reinterpret_cast<Extension>(Remember);

// One fact at least of every kind that a search of nine trials leaves, in order.
std::vector<Fact> SearchHistory() {
  ExampleHistory history;
  history.Prepare().Create("digits").Change(v1::Search::RUNNING).TrainNineTrials();
  history.Decide(2, 1, 0).Choose({{2, 2}, {1, 1}, {7, 0}});
  history.ScoreFinalist(2, 0.96).ScoreFinalist(1, 0.81).ScoreFinalist(7, 0.89);
  history.Change(v1::Search::SUCCEEDED);
  history.Add(SessionDrained{1, 1}).Add(SessionEnded{2, "killed by signal 6", 2});
  history.Create("deleted", 2).TrainNineTrials().Add(SearchDeleted{2});
  return history.Take();
}

// The same with reports of epochs from every trial that trains.
std::vector<Fact> WithEpochs(const std::vector<Fact>& facts) {
  std::vector<Fact> all;
  for (const Fact& fact : facts) {
    all.push_back(fact);
    const auto* attempt = std::get_if<AttemptStarted>(&fact);
    if (attempt == nullptr || attempt->task.is_test) continue;
    const int first = attempt->task.rung * 3 + 1;
    const auto& [search, trial, is_test, rung] = attempt->task;
    all.push_back(EpochsReported{search, trial, {ExampleEpoch(first, 0.5)}});
    all.push_back(EpochsReported{
        search, trial, {ExampleEpoch(first + 1, 0.6), ExampleEpoch(first + 2, 0.7)}});
  }
  return all;
}

// A store whose files are recorded, with what it acknowledged.
class RecordedStore {
 public:
  explicit RecordedStore(std::string synchronous) : synchronous_(std::move(synchronous)) {
    Acknowledge([&] { Open(); });
  }

  void Commit(std::span<const Fact> facts) {
    Acknowledge([&] { EXPECT_THAT(store_->Commit(facts), IsOk()); });
  }
  void SweepAll() {
    for (bool is_more_left = true; is_more_left;) {
      Acknowledge([&] { is_more_left = store_->Sweep(40).value(); });
    }
  }
  void Checkpoint() { EXPECT_THAT(checkpointer_->Checkpoint(), IsOk()); }
  void Truncate() { EXPECT_THAT(checkpointer_->Truncate(), IsOk()); }

  void Restart() {
    Close();
    Open();
  }
  void RestartKilled() {
    // What the end of a killed process leaves out.
    for (sqlite3* connection : {store_connection_, checkpointer_connection_}) {
      sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
    Restart();
  }

  RecordedSearches End() {
    Close();
    return {vfs_.operations(), std::move(acknowledgements_)};
  }

 private:
  template <typename Action>
  void Acknowledge(Action&& action) {
    const std::size_t asked_at = vfs_.operations().size();
    action();
    const std::size_t answered_at = vfs_.operations().size();
    acknowledgements_.push_back({asked_at, answered_at, ContentsOf(*store_)});
  }

  void Open() {
    sqlite3_auto_extension(remember);
    store_ = Store::Open(directory_.File("rung.db")).value();
    store_connection_ = newest_connection;
    checkpointer_ = WalCheckpointer::Open(store_->path()).value();
    checkpointer_connection_ = newest_connection;
    sqlite3_cancel_auto_extension(remember);
    Set("synchronous = " + synchronous_, store_connection_);
    if (synchronous_ == "OFF") Set("synchronous = OFF", checkpointer_connection_);
  }
  static void Set(const std::string& pragma, sqlite3* connection) {
    const std::string sql = "PRAGMA " + pragma;
    ASSERT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  }
  void Close() {
    checkpointer_.reset();
    store_.reset();
  }

  const std::string synchronous_;
  TemporaryDirectory directory_;
  RecordingVfs vfs_{directory_.File("")};
  std::unique_ptr<Store> store_;
  std::unique_ptr<WalCheckpointer> checkpointer_;
  sqlite3* store_connection_ = nullptr;
  sqlite3* checkpointer_connection_ = nullptr;
  std::vector<Acknowledgement> acknowledgements_;
};

int AppendRow(void* text, int columns, char** values, char** /*names*/) {
  auto& contents = *static_cast<std::string*>(text);
  for (int i = 0; i < columns; ++i) {
    contents += values[i] == nullptr ? "NULL" : values[i];
    contents += i + 1 == columns ? '\n' : '|';
  }
  return SQLITE_OK;
}

// Adds a query's rows to the text, as the shell would print them, or the error.
void AppendQuery(Database& database, const std::string& sql, std::string& text) {
  text += sql + '\n';
  if (sqlite3_exec(database.handle(), sql.c_str(), AppendRow, &text, nullptr) == SQLITE_OK) return;
  text += sqlite3_errmsg(database.handle());
}

std::vector<std::string> TablesOf(Database& database) {
  std::vector<std::string> tables;
  Statement names =
      database.Prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").value();
  EXPECT_THAT(names.ForEachRow([&](const Statement& row) { tables.push_back(row.String(0)); }),
              IsOk());
  return tables;
}

}  // namespace

RecordedSearches RunSearches(const std::string& synchronous) {
  constexpr std::size_t kMaxFacts = 4;  // in a commit: 1, 2, 3 or 4 in turn
  constexpr std::size_t kCommitsPerCheckpoint = 7;
  RecordedStore store(synchronous);
  const std::vector<Fact> facts = WithEpochs(SearchHistory());
  std::span<const Fact> left = facts;
  for (std::size_t commit = 1; !left.empty(); ++commit) {
    const std::size_t count = std::min(left.size(), commit % kMaxFacts + 1);
    store.Commit(left.first(count));
    left = left.subspan(count);
    if (commit % kCommitsPerCheckpoint == 0) store.Checkpoint();
    if (commit == 10) store.RestartKilled();
    if (commit == 20) store.Restart();
    if (commit == 30) store.Truncate();
  }
  store.SweepAll();
  return store.End();
}

std::string ContentsOf(Store& store) {
  std::string contents;
  const absl::Status replayed =
      store.Replay([&](const Fact& fact) { contents += Describe(fact) + '\n'; });
  contents += replayed.ToString() + '\n';
  Database database = Database::Open(store.path(), Database::Mode::kReadOnly).value();
  AppendQuery(database, "PRAGMA integrity_check", contents);
  for (const std::string& table : TablesOf(database)) {
    AppendQuery(database, "SELECT * FROM " + table, contents);
  }
  return contents;
}

}  // namespace rung
