#include "client/exit_code.h"

#include <gtest/gtest.h>

namespace rung {
namespace {

TEST(ExitCodeTest, MapsEachKindOfErrorAsHelpSays) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("")), 1);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), 2);
  EXPECT_EQ(ExitCodeOf(absl::AlreadyExistsError("")), 2);
  EXPECT_EQ(ExitCodeOf(absl::FailedPreconditionError("")), 2);
  EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError("")), 2);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::UnauthenticatedError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), 4);
  EXPECT_EQ(ExitCodeOf(absl::CancelledError("")), 130);
}

TEST(ExitCodeTest, IsTheSearchsResult) {
  EXPECT_EQ(ExitCodeOf(v1::Search::SUCCEEDED), 0);
  EXPECT_EQ(ExitCodeOf(v1::Search::FAILED), 1);
  EXPECT_EQ(ExitCodeOf(v1::Search::CANCELLED), 1);
}

}  // namespace
}  // namespace rung
