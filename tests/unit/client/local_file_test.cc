#include "client/local_file.h"

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;

TEST(AsBadInputTest, IsWhatAFileThatCannotBeHadIs) {
  EXPECT_THAT(AsBadInput(absl::NotFoundError("cannot open x")),
              StatusIs(StatusCode::kInvalidArgument, "cannot open x"));
  EXPECT_THAT(AsBadInput(absl::StatusOr<int>(absl::UnavailableError("cannot read x"))),
              StatusIs(StatusCode::kInvalidArgument, "cannot read x"));
}

TEST(AsBadInputTest, LeavesAllElseAsItIs) {
  EXPECT_THAT(AsBadInput(absl::OkStatus()), IsOk());
  EXPECT_THAT(AsBadInput(absl::CancelledError("interrupted")),
              StatusIs(StatusCode::kCancelled, "interrupted"));
  EXPECT_EQ(AsBadInput(absl::StatusOr<int>(3)).value(), 3);
}

}  // namespace
}  // namespace rung
