#include "client/local_file.h"

#include <sys/stat.h>

#include <string>

#include "client/private_folder.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

TEST(CheckIsFileTest, RefusesWhatCannotBeReadTwice) {
  const PrivateFolder folder = *PrivateFolder::Make();
  const std::string pipe = folder.File("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(CheckIsFile(pipe),
              StatusIs(StatusCode::kInvalidArgument,
                       pipe + " is a pipe, and data are read twice; save them as a file"));
  EXPECT_THAT(CheckIsFile("/dev/null"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("is a device")));
  EXPECT_THAT(CheckIsFile(folder.File("")),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("is a folder")));
}

TEST(CheckIsFileTest, LeavesWhatIsMissingToItsReader) {
  EXPECT_THAT(CheckIsFile("/no/such/file"), IsOk());
}

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
