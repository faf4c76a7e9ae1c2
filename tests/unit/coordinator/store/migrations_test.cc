#include "coordinator/store/migrations.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/unit/coordinator/store/temporary_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

constexpr std::array kOne = {"CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)"};
constexpr std::array kTwo = {kOne[0], "UPDATE a SET x = 2"};
constexpr std::array kBroken = {kOne[0], "UPDATE a SET x = 3; UPDATE none SET x = 3"};

class MigrationsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto database = Database::Open(path_, Database::Mode::kReadWrite);
    ASSERT_THAT(database, IsOk());
    database_ = std::make_unique<Database>(*std::move(database));
    ASSERT_THAT(Migrate(*database_, path_, kOne), IsOk());
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("rung.db");
  std::unique_ptr<Database> database_;
};

TEST_F(MigrationsTest, MakesNoCopyOfANewFile) {
  EXPECT_EQ(database_->QueryInt64("PRAGMA user_version").value(), 1);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".before-1"));
}

TEST_F(MigrationsTest, CopiesAnOlderFileBeforeItMigratesIt) {
  ASSERT_THAT(Migrate(*database_, path_, kTwo), IsOk());
  EXPECT_EQ(database_->QueryInt64("SELECT x FROM a").value(), 2);
  EXPECT_EQ(database_->QueryInt64("PRAGMA user_version").value(), 2);
  auto copy = Database::Open(path_ + ".before-2", Database::Mode::kReadOnly);
  ASSERT_THAT(copy, IsOk());
  EXPECT_EQ(copy->QueryInt64("SELECT x FROM a").value(), 1);
  EXPECT_EQ(copy->QueryInt64("PRAGMA user_version").value(), 1);
}

TEST_F(MigrationsTest, ReplacesTheCopyOfAnInterruptedStart) {
  WriteFile(path_ + ".before-2", "half a copy");
  EXPECT_THAT(Migrate(*database_, path_, kTwo), IsOk());
}

TEST_F(MigrationsTest, ChangesNothingWhenAMigrationFails) {
  EXPECT_THAT(Migrate(*database_, path_, kBroken),
              StatusIs(absl::StatusCode::kInternal, testing::HasSubstr("making schema 2 failed")));
  EXPECT_EQ(database_->QueryInt64("SELECT x FROM a").value(), 1);
  EXPECT_EQ(database_->QueryInt64("PRAGMA user_version").value(), 1);
}

}  // namespace
}  // namespace rung
