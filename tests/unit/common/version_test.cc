#include "common/version.h"

#include <gtest/gtest.h>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(VersionTest, OrdersReleasesByTheirNumbers) {
  EXPECT_TRUE(IsOlder("0.9.0", "0.10.0"));
  EXPECT_TRUE(IsOlder("0.1.9", "1.0.0"));
  EXPECT_FALSE(IsOlder("1.2.3", "1.2.3"));
  EXPECT_FALSE(IsOlder("1.0.0", "0.9.9"));
}

TEST(VersionTest, HoldsWhatIsNoReleaseForNewerThanAll) {
  for (const char* odd : {"", "1", "1.2", "1.2.3.4", "1.2.3-rc", "a.b.c", "1..2", "-1.0.0"}) {
    EXPECT_TRUE(IsOlder("99.0.0", odd)) << odd;
  }
}

TEST(VersionTest, ServesCallersThatRequireNothingMoreThanItIs) {
  EXPECT_THAT(CheckRequirement("", "", "0.1.0"), IsOk());
  EXPECT_THAT(CheckRequirement("9.0.0", "0.1.0", "0.1.0"), IsOk());
  EXPECT_THAT(CheckRequirement("0.1.0", "0.1.0", "0.2.0"), IsOk());
}

TEST(VersionTest, NamesBothReleasesAndTheWayOutWhereItIsTooOld) {
  EXPECT_THAT(
      CheckRequirement("2.1.0", "2.0.0", "0.1.0"),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               AllOf(HasSubstr("rung 2.1.0 requires a coordinator of rung 2.0.0"),
                     HasSubstr("this one is of rung 0.1.0"), HasSubstr("update the coordinator"))));
}

TEST(VersionTest, RefusesARequirementThatItDoesNotUnderstand) {
  EXPECT_THAT(CheckRequirement("3.0.0", "telepathy\x1b", "0.1.0"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("telepathy?")));
}

}  // namespace
}  // namespace rung
