#include "common/tls/expiry_reminder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <string>

#include "common/tls/certificate_authority.h"
#include "tests/unit/common/rpc/test_directory.h"
#include "tests/unit/common/tls/fixed_time.h"

namespace rung {
namespace {

using std::chrono::hours;
using testing::HasSubstr;
using testing::Optional;

class ExpiryReminderTest : public testing::Test {
 protected:
  ExpiryReminder ReminderOfWorkerFor(hours life) const {
    const ValidTime valid = {kNow, kNow + life};
    std::ofstream(path_) << *CertificateAuthority::Make(valid)->IssueIdentity(
        {Role::kWorker, "lab-2"}, {}, valid);
    chmod(path_.c_str(), S_IRUSR | S_IWUSR);
    return {path_, Role::kWorker};
  }

 private:
  const TestDirectory folder_;
  const std::string path_ = folder_.PathOf("worker.pem");
};

TEST_F(ExpiryReminderTest, TellsOnceADayInTheLastThirtyAndAfterThem) {
  ExpiryReminder reminder = ReminderOfWorkerFor(100 * kDay);
  EXPECT_EQ(reminder.Due(kNow + 69 * kDay), std::nullopt);
  EXPECT_THAT(reminder.Due(kNow + 71 * kDay), Optional(HasSubstr("expires on")));
  EXPECT_EQ(reminder.Due(kNow + 71 * kDay + hours(23)), std::nullopt);
  EXPECT_THAT(reminder.Due(kNow + 72 * kDay), Optional(HasSubstr("expires on")));
  EXPECT_THAT(reminder.Due(kNow + 101 * kDay), Optional(HasSubstr("has expired")));
}

TEST_F(ExpiryReminderTest, TellsOfAShortLifeInItsLastThird) {
  ExpiryReminder reminder = ReminderOfWorkerFor(30 * kDay);
  EXPECT_EQ(reminder.Due(kNow + 19 * kDay), std::nullopt);
  EXPECT_THAT(reminder.Due(kNow + 21 * kDay), Optional(HasSubstr("expires on")));
}

TEST_F(ExpiryReminderTest, HasNothingToTellWithoutAnIdentity) {
  EXPECT_EQ(ExpiryReminder("", Role::kWorker).Due(WallTime()), std::nullopt);
}

}  // namespace
}  // namespace rung
