#include "coordinator/store/backup.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <iterator>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "coordinator/store/database_report.h"
#include "coordinator/store/reader.h"
#include "coordinator/store/restore.h"
#include "tests/unit/coordinator/store/example_history.h"
#include "tests/unit/coordinator/store/recorded_searches.h"
#include "tests/unit/coordinator/store/stored_search.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class BackupTest : public testing::Test {
 protected:
  // Files and folders that are named after the backup.
  std::ptrdiff_t CountTraces() const {
    const std::filesystem::path parent = std::filesystem::path(folder_).parent_path();
    return std::ranges::count_if(
        std::filesystem::directory_iterator(parent), [](const auto& entry) {
          return entry.path().filename().string().starts_with("lab.backup");
        });
  }

  StoredSearch lab_;
  const std::string folder_ = lab_.directory.File("lab.backup");
  const std::string restored_ = lab_.directory.File("restored.db");
};

TEST_F(BackupTest, HoldsAllThatIsRecordedAndNeededWhileAStoreIsInUse) {
  const auto size = BackUp(lab_.path, folder_);
  ASSERT_THAT(size, IsOk());
  EXPECT_EQ(size->blob_count, StoredSearch::kBlobs);
  const auto report = ReportOnDatabase(DatabaseInBackup(folder_));
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->is_sound());
  EXPECT_EQ(report->blob_count, StoredSearch::kBlobs);
}

TEST_F(BackupTest, IsOneFileAndItsBlobs) {
  ASSERT_THAT(BackUp(lab_.path, folder_), IsOk());
  ASSERT_THAT(ReportOnDatabase(DatabaseInBackup(folder_)), IsOk());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 2);
  EXPECT_EQ(CountTraces(), 1);
}

TEST_F(BackupTest, LetsTheStoreGoOn) {
  ASSERT_THAT(BackUp(lab_.path, folder_), IsOk());
  EXPECT_THAT(lab_.store->Commit(ExampleHistory().Propose(9).Take()), IsOk());
  EXPECT_THAT(Store::Open(lab_.path),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another coordinator")));
}

TEST_F(BackupTest, IsWholeAtWhateverMomentItIsMade) {
  std::atomic<bool> is_over = false;
  std::int64_t trial = 9;
  std::thread writer([&] {
    while (!is_over) {
      // A trial never is without its attempt.
      ASSERT_THAT(lab_.store->Commit(ExampleHistory().Propose(trial).Start(trial, 0).Take()),
                  IsOk());
      ++trial;
    }
  });
  for (int i = 0; i < 5; ++i) {
    const std::string folder = folder_ + std::to_string(i);
    EXPECT_THAT(BackUp(lab_.path, folder), IsOk());
    EXPECT_TRUE(ReportOnDatabase(DatabaseInBackup(folder))->is_sound());
    auto copy = Database::Open(DatabaseInBackup(folder), Database::Mode::kReadOnly);
    ASSERT_THAT(copy, IsOk());
    EXPECT_EQ(copy->QueryInt64("SELECT count(*) FROM trials WHERE trial >= 9").value(),
              copy->QueryInt64("SELECT count(*) FROM attempts WHERE trial >= 9").value());
  }
  is_over = true;
  writer.join();
}

// Called when the rows of the copy are about to be read.
std::function<void()> when_copied;

int CallWhenCopied(sqlite3* connection, char** /*error*/, const void* /*api*/) {
  const bool is_copy =
      std::string_view(sqlite3_db_filename(connection, "main")).find(".unfinished-") !=
      std::string_view::npos;
  if (is_copy && sqlite3_db_readonly(connection, "main") == 1 && when_copied != nullptr) {
    std::exchange(when_copied, nullptr)();
  }
  return SQLITE_OK;
}

TEST_F(BackupTest, CopiesTheRowsAgainIfABlobWasRemovedMeanwhile) {
  when_copied = [&] {
    ASSERT_THAT(lab_.store->Commit(std::vector<Fact>{SearchDeleted{1}}), IsOk());
    const auto reader = Reader::Open(lab_.path);
    ASSERT_THAT(reader, IsOk());
    const auto needed = (*reader)->BlobsInUse();
    const auto stored = lab_.blobs->List();
    ASSERT_THAT(stored, IsOk());
    for (const auto& blob : *stored) {
      if (needed->contains(blob.digest)) continue;
      ASSERT_THAT(lab_.blobs->Remove(blob.digest), IsOk());
    }
  };
  const auto hook = reinterpret_cast<void (*)()>(CallWhenCopied);
  sqlite3_auto_extension(hook);
  const auto size = BackUp(lab_.path, folder_);
  sqlite3_cancel_auto_extension(hook);
  ASSERT_THAT(size, IsOk());
  EXPECT_EQ(size->blob_count, 3);  // the data and both parts
  EXPECT_TRUE(ReportOnDatabase(DatabaseInBackup(folder_))->is_sound());
}

TEST_F(BackupTest, OverwritesNothing) {
  WriteFile(folder_, "precious");
  EXPECT_THAT(BackUp(lab_.path, folder_),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--to")));
  EXPECT_EQ(ReadFile(folder_), "precious");
}

TEST_F(BackupTest, LeavesNothingBehindIfABlobIsMissing) {
  std::filesystem::remove(lab_.DataBlob());
  EXPECT_THAT(BackUp(lab_.path, folder_),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr(lab_.DataBlob()), HasSubstr("rung-coordinator check"))));
  EXPECT_EQ(CountTraces(), 0);
}

TEST_F(BackupTest, LeavesNothingBehindIfABlobIsDamaged) {
  WriteFile(lab_.DataBlob(), "something else");
  EXPECT_THAT(BackUp(lab_.path, folder_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(lab_.DataBlob() + " is damaged")));
  EXPECT_EQ(CountTraces(), 0);
}

TEST_F(BackupTest, RestoresADatabaseThatGoesOn) {
  ASSERT_THAT(BackUp(lab_.path, folder_), IsOk());
  const auto size = Restore(folder_, restored_);
  ASSERT_THAT(size, IsOk());
  EXPECT_EQ(size->blob_count, StoredSearch::kBlobs);
  const auto store = Store::Open(restored_);
  ASSERT_THAT(store, IsOk());
  EXPECT_EQ(ContentsOf(**store), ContentsOf(*lab_.store));
  EXPECT_TRUE(ReportOnDatabase(restored_)->is_sound());
  EXPECT_THAT((*store)->Commit(ExampleHistory().Propose(9).Take()), IsOk());
}

TEST_F(BackupTest, KnowsNoSessionOfTheDatabaseThatWasBackedUp) {
  const auto key = lab_.store->SessionKey();
  ASSERT_THAT(BackUp(lab_.path, folder_), IsOk());
  ASSERT_THAT(Restore(folder_, restored_), IsOk());
  const auto store = Store::Open(restored_);
  ASSERT_THAT(store, IsOk());
  EXPECT_NE(*(*store)->SessionKey(), *key);
  EXPECT_EQ(*lab_.store->SessionKey(), *key);
}

TEST_F(BackupTest, RestoresOverNoDatabase) {
  ASSERT_THAT(BackUp(lab_.path, folder_), IsOk());
  for (const std::string suffix : {"", "-wal", "-journal"}) {
    WriteFile(restored_ + suffix, "precious");
    EXPECT_THAT(Restore(folder_, restored_),
                StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(restored_ + suffix)));
    EXPECT_EQ(ReadFile(restored_ + suffix), "precious");
    std::filesystem::remove(restored_ + suffix);
  }
  EXPECT_THAT(Restore(folder_, lab_.path),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another coordinator")));
}

TEST_F(BackupTest, RestoresNothingThatIsDamaged) {
  ASSERT_THAT(BackUp(lab_.path, folder_), IsOk());
  const std::filesystem::path blob(lab_.DataBlob());
  WriteFile(DatabaseInBackup(folder_) + "-blobs/" + blob.filename().string(), "something else");
  EXPECT_THAT(Restore(folder_, restored_),
              StatusIs(absl::StatusCode::kDataLoss,
                       AllOf(HasSubstr(folder_), HasSubstr("rung-coordinator check --db"))));
  EXPECT_FALSE(std::filesystem::exists(restored_));
}

TEST_F(BackupTest, RestoresNothingFromAFolderThatIsNoBackup) {
  EXPECT_THAT(Restore(lab_.directory.File(""), restored_),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("rung-coordinator backup")));
}

}  // namespace
}  // namespace rung
