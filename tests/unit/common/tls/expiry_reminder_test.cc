#include "common/tls/expiry_reminder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <string>

#include "common/tls/certificate_authority.h"

namespace rung {
namespace {

using std::chrono::hours;
using testing::HasSubstr;
using testing::Optional;

TEST(ExpiryReminderTest, TellsOnceADayInTheLastThirtyAndAfterThem) {
  const WallTime now = std::chrono::system_clock::from_time_t(1'800'000'000);
  constexpr hours kDay{24};
  const ValidTime valid = {now - hours(1), now + 40 * kDay};
  const std::string path = testing::TempDir() + "/expiry_reminder_test.pem";
  std::ofstream(path) << *CertificateAuthority::Make(valid)->IssueIdentity({Role::kWorker, "lab-2"},
                                                                           {}, valid);
  chmod(path.c_str(), S_IRUSR | S_IWUSR);
  ExpiryReminder reminder(path, Role::kWorker);
  EXPECT_EQ(reminder.Due(now), std::nullopt);
  EXPECT_THAT(reminder.Due(now + 11 * kDay), Optional(HasSubstr("expires on")));
  EXPECT_EQ(reminder.Due(now + 11 * kDay + hours(23)), std::nullopt);
  EXPECT_THAT(reminder.Due(now + 12 * kDay), Optional(HasSubstr("expires on")));
  EXPECT_THAT(reminder.Due(now + 41 * kDay), Optional(HasSubstr("has expired")));
  remove(path.c_str());
}

TEST(ExpiryReminderTest, HasNothingToTellWithoutAnIdentity) {
  EXPECT_EQ(ExpiryReminder("", Role::kWorker).Due(WallTime()), std::nullopt);
}

}  // namespace
}  // namespace rung
