#include <gtest/gtest.h>
#include <sqlite3.h>

#include "coordinator/store/database_file.h"
#include "coordinator/store/schema.h"
#include "coordinator/store/store.h"
#include "tests/unit/coordinator/store/example_history.h"
#include "tests/unit/coordinator/store/temporary_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class OpeningTest : public testing::Test {
 protected:
  // Runs statements on the file without the store.
  void Execute(const std::string& sql) {
    auto database = Database::Open(path_, Database::Mode::kReadWrite);
    ASSERT_THAT(database, IsOk());
    ASSERT_THAT(database->Execute(sql), IsOk());
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("rung.db");
};

// Rows that an index does not hold, though each page is well formed.
TEST_F(OpeningTest, RefusesAFileWhoseIndexLacksARow) {
  ASSERT_THAT(Store::Open(path_), IsOk());
  constexpr char kWriteBesideTheIndex[] = R"sql(
    PRAGMA writable_schema = ON;
    CREATE TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'sessions_of_worker';
    DELETE FROM sqlite_schema WHERE name = 'sessions_of_worker';
    PRAGMA writable_schema = RESET;
    INSERT INTO sessions (worker, numerics, start_time_us) VALUES ('lab-1', '', 0);
    PRAGMA writable_schema = ON;
    INSERT INTO sqlite_schema SELECT * FROM kept;
    DROP TABLE kept;
  )sql";
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &file), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(file, kWriteBesideTheIndex, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(file);
  EXPECT_THAT(Store::Open(path_),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("sessions_of_worker"),
                                                          HasSubstr("rung-coordinator restore"))));
}

TEST_F(OpeningTest, KeepsTheKeyOfSessions) {
  const std::string key = *(*Store::Open(path_))->SessionKey();
  EXPECT_EQ(key.size(), 64);
  EXPECT_EQ(*(*Store::Open(path_))->SessionKey(), key);
}

TEST_F(OpeningTest, MakesAFileThatIsMarkedAsOurs) {
  ASSERT_THAT(Store::Open(path_), IsOk());
  auto database = Database::Open(path_, Database::Mode::kReadOnly);
  ASSERT_THAT(database, IsOk());
  EXPECT_EQ(database->QueryInt64("PRAGMA application_id").value(), kApplicationId);
  EXPECT_EQ(static_cast<std::size_t>(database->QueryInt64("PRAGMA user_version").value()),
            Migrations().size());
}

TEST_F(OpeningTest, RefusesAFileThatAnotherCoordinatorHolds) {
  const auto first = Store::Open(path_);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Store::Open(path_), StatusIs(absl::StatusCode::kFailedPrecondition,
                                           AllOf(HasSubstr(path_), HasSubstr("another coordinator"),
                                                 HasSubstr("name another file"))));
}

TEST_F(OpeningTest, RefusesAFileThatAnotherCoordinatorHoldsByAnotherPath) {
  const auto first = Store::Open(path_);
  ASSERT_THAT(first, IsOk());
  const std::string link = directory_.File("link.db");
  std::filesystem::create_symlink(path_, link);
  EXPECT_THAT(Store::Open(link),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr(path_), HasSubstr("another coordinator"))));
}

TEST_F(OpeningTest, RefusesAFileWithHardLinks) {
  ASSERT_THAT(Store::Open(path_), IsOk());
  std::filesystem::create_hard_link(path_, directory_.File("second.db"));
  EXPECT_THAT(Store::Open(path_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("2 hard links")));
}

TEST_F(OpeningTest, RefusesALinkThatLeadsNowhere) {
  const std::string link = directory_.File("link.db");
  std::filesystem::create_symlink(directory_.File("nothing.db"), link);
  EXPECT_THAT(Store::Open(link),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("leads to no file")));
}

TEST_F(OpeningTest, OpensAgainAfterTheHolderEnded) {
  ASSERT_THAT(Store::Open(path_), IsOk());
  EXPECT_THAT(Store::Open(path_), IsOk());
}

TEST_F(OpeningTest, LeavesAnotherProgramsFileUnchanged) {
  Execute("PRAGMA application_id = 7; CREATE TABLE t (x)");
  const std::string before = ReadFile(path_);
  EXPECT_THAT(Store::Open(path_), StatusIs(absl::StatusCode::kFailedPrecondition,
                                           AllOf(HasSubstr(path_), HasSubstr("another program"))));
  EXPECT_EQ(ReadFile(path_), before);
}

TEST_F(OpeningTest, LeavesTablesOfNobodyInParticularUnchanged) {
  Execute("CREATE TABLE t (x)");
  const std::string before = ReadFile(path_);
  EXPECT_THAT(Store::Open(path_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another program")));
  EXPECT_EQ(ReadFile(path_), before);
}

TEST_F(OpeningTest, LeavesANewerSchemaUnchanged) {
  ASSERT_THAT(Store::Open(path_), IsOk());
  Execute("PRAGMA user_version = 999");
  const std::string before = ReadFile(path_);
  EXPECT_THAT(Store::Open(path_), StatusIs(absl::StatusCode::kFailedPrecondition,
                                           AllOf(HasSubstr(path_), HasSubstr("schema 999"))));
  EXPECT_EQ(ReadFile(path_), before);
}

TEST_F(OpeningTest, RefusesAFileThatIsNoDatabase) {
  const std::string text(5000, 'x');
  WriteFile(path_, text);
  EXPECT_THAT(Store::Open(path_), StatusIs(absl::StatusCode::kDataLoss,
                                           AllOf(HasSubstr(path_), HasSubstr("not a database"),
                                                 HasSubstr("restore a backup"))));
  EXPECT_EQ(ReadFile(path_), text);
}

TEST_F(OpeningTest, RefusesADamagedPage) {
  {
    const auto store = Store::Open(path_);
    ASSERT_THAT(store, IsOk());
    ASSERT_THAT(
        (*store)->Commit(ExampleHistory().Prepare().Create("digits").TrainNineTrials().Take()),
        IsOk());
  }
  std::string bytes = ReadFile(path_);
  for (std::size_t page = 1; page < 8; ++page) bytes.replace(page * 4096, 2000, 2000, '\xA5');
  WriteFile(path_, bytes);
  EXPECT_THAT(Store::Open(path_),
              StatusIs(absl::StatusCode::kDataLoss,
                       AllOf(HasSubstr(path_), HasSubstr("restore a backup"),
                             HasSubstr("rung-coordinator check --db " + path_))));
}

TEST_F(OpeningTest, RefusesARowWhoseParentIsGone) {
  {
    const auto store = Store::Open(path_);
    ASSERT_THAT(store, IsOk());
    ASSERT_THAT((*store)->Commit(ExampleHistory().Prepare().Take()), IsOk());
  }
  Execute("PRAGMA foreign_keys = OFF; DELETE FROM data_sets");
  EXPECT_THAT(Store::Open(path_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("splits names a row of data_sets")));
}

TEST_F(OpeningTest, NamesADirectoryThatIsMissing) {
  EXPECT_THAT(Store::Open(directory_.File("none/rung.db")),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("make the directory")));
}

TEST_F(OpeningTest, RefusesNetworkFileSystems) {
  EXPECT_THAT(CheckFileSystem("a.db", 0x6969),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("a.db"), HasSubstr("NFS"), HasSubstr("this machine"))));
  EXPECT_THAT(CheckFileSystem("a.db", 0xFF534D42),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("CIFS")));
  EXPECT_THAT(CheckFileSystem("a.db", 0xEF53), IsOk());
}

}  // namespace
}  // namespace rung
