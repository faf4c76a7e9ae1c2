#include "common/rpc/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;
using testing::Optional;

absl::StatusOr<std::optional<std::string>> Check(const Endpoint& endpoint) {
  return CheckEndpoint(endpoint, Role::kClient, WallTime());
}

TEST(CheckEndpointTest, GoesWithoutAnIdentityOnThisMachine) {
  for (const char* address : {"localhost:7077", "127.0.0.1:7077", "[::1]:7077", "unix:socket"}) {
    const auto warning = Check({.address = address});
    ASSERT_THAT(warning, IsOk()) << address;
    EXPECT_EQ(*warning, std::nullopt) << address;
  }
}

TEST(CheckEndpointTest, RefusesAnotherMachineWithoutAnIdentity) {
  EXPECT_THAT(Check({.address = "lab-1:7077"}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--identity")));
}

TEST(CheckEndpointTest, WarnsWhereThatIsAskedForByName) {
  const auto warning = Check({.address = "lab-1:7077", .is_insecure = true});
  ASSERT_THAT(warning, IsOk());
  EXPECT_THAT(*warning, Optional(HasSubstr("--insecure")));
}

}  // namespace
}  // namespace rung
