#include "coordinator/store/database_report.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "coordinator/store/schema.h"
#include "tests/unit/coordinator/store/stored_search.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class DatabaseReportTest : public testing::Test {
 protected:
  DatabaseReport Report() { return ReportOnDatabase(lab_.path).value(); }

  // Runs statements on the file without the store.
  void Execute(const std::string& sql) {
    lab_.Close();
    auto database = Database::Open(lab_.path, Database::Mode::kReadWrite);
    ASSERT_THAT(database, IsOk());
    ASSERT_THAT(database->Execute(sql), IsOk());
  }

  StoredSearch lab_;
};

TEST_F(DatabaseReportTest, FindsADatabaseSoundThatACoordinatorUses) {
  const DatabaseReport report = Report();
  EXPECT_TRUE(report.is_sound());
  EXPECT_EQ(report.blob_count, StoredSearch::kBlobs);
  EXPECT_EQ(static_cast<std::size_t>(report.schema), Migrations().size());
}

TEST_F(DatabaseReportTest, ChangesNothing) {
  lab_.Close();
  const std::string before = ReadFile(lab_.path);
  Report();
  EXPECT_EQ(ReadFile(lab_.path), before);
}

TEST_F(DatabaseReportTest, FindsADatabaseSoundWhoseCoordinatorWasKilled) {
  const std::string killed = lab_.directory.File("killed.db");
  // The store's lock ends with this, and nobody is there to take it.
  for (const std::string suffix : {"", "-wal", "-blobs"}) {
    std::filesystem::copy(lab_.path + suffix, killed + suffix);
  }
  EXPECT_TRUE(ReportOnDatabase(killed)->is_sound());
}

TEST_F(DatabaseReportTest, NamesTheDamageToItsPages) {
  lab_.Close();
  std::string bytes = ReadFile(lab_.path);
  for (std::size_t page = 1; page < 8; ++page) bytes.replace(page * 4096, 2000, 2000, '\xA5');
  WriteFile(lab_.path, bytes);
  EXPECT_THAT(Report().page_faults, Not(IsEmpty()));
}

TEST_F(DatabaseReportTest, NamesAnIndexThatLacksARow) {
  Execute(
      "DROP INDEX splits_of_data_set;"
      "CREATE INDEX splits_of_data_set ON splits (data_set) WHERE data_set = ''");
  // From now on it is the index of all rows, and empty.
  std::string bytes = ReadFile(lab_.path);
  const std::string condition = " WHERE data_set = ''";
  bytes.replace(bytes.rfind(condition), condition.size(), condition.size(), ' ');
  WriteFile(lab_.path, bytes);
  EXPECT_THAT(Report().page_faults, Contains(HasSubstr("splits_of_data_set")));
}

TEST_F(DatabaseReportTest, NamesARowWhoseParentIsGone) {
  Execute("PRAGMA foreign_keys = OFF; DELETE FROM data_sets");
  EXPECT_THAT(Report().reference_faults,
              Contains(HasSubstr("of splits names a row of data_sets that is not there")));
}

TEST_F(DatabaseReportTest, NamesABlobThatIsMissing) {
  std::filesystem::remove(lab_.DataBlob());
  EXPECT_THAT(Report().blob_faults, ElementsAre(HasSubstr(lab_.DataBlob())));
}

TEST_F(DatabaseReportTest, NamesABlobThatIsDamaged) {
  WriteFile(lab_.DataBlob(), "something else");
  EXPECT_THAT(Report().blob_faults, ElementsAre(lab_.DataBlob() + " is damaged"));
}

TEST_F(DatabaseReportTest, RefusesADatabaseThatIsNotThere) {
  const std::string none = lab_.directory.File("none.db");
  EXPECT_THAT(ReportOnDatabase(none),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("there is no database " + none)));
  EXPECT_FALSE(std::filesystem::exists(none));
}

TEST_F(DatabaseReportTest, RefusesAnotherProgramsFile) {
  Execute("PRAGMA application_id = 7");
  EXPECT_THAT(ReportOnDatabase(lab_.path),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another program")));
}

TEST_F(DatabaseReportTest, RefusesAnotherSchema) {
  Execute("PRAGMA user_version = 0");
  EXPECT_THAT(ReportOnDatabase(lab_.path),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has schema 0")));
}

}  // namespace
}  // namespace rung
