#include "client/output_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "client/private_folder.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;

class OutputFileTest : public testing::Test {
 protected:
  std::string Content() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  auto CountFiles() const {
    const auto folder = std::filesystem::path(path_).parent_path();
    return std::distance(std::filesystem::directory_iterator(folder), {});
  }

  const PrivateFolder folder_ = *PrivateFolder::Make();
  const std::string path_ = folder_.File("out");
};

TEST_F(OutputFileTest, HoldsTheContentAndNothingIsBesideIt) {
  ASSERT_THAT(WriteOutputFile(path_, "first", /*overwrites=*/false), IsOk());
  EXPECT_EQ(Content(), "first");
  EXPECT_EQ(CountFiles(), 1);
}

TEST_F(OutputFileTest, IsOverwrittenOnlyByForce) {
  ASSERT_THAT(WriteOutputFile(path_, "first", /*overwrites=*/false), IsOk());
  EXPECT_THAT(WriteOutputFile(path_, "second", /*overwrites=*/false),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("out exists; overwrite it "
                                                                   "with --force")));
  EXPECT_EQ(Content(), "first");
  ASSERT_THAT(WriteOutputFile(path_, "second", /*overwrites=*/true), IsOk());
  EXPECT_EQ(Content(), "second");
}

TEST_F(OutputFileTest, NeverReplacesWhatIsNoFile) {
  std::filesystem::create_directory(path_);
  EXPECT_THAT(WriteOutputFile(path_, "x", /*overwrites=*/true),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("out is not a file")));
  EXPECT_THAT(CheckOutputFile("/dev/null", /*overwrites=*/true),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a file")));
}

TEST_F(OutputFileTest, NamesAFileThatCannotBeWritten) {
  const std::string path = folder_.File("none/out");
  EXPECT_THAT(WriteOutputFile(path, "x", /*overwrites=*/false),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "cannot write " + path + ": No such file or directory"));
}

TEST_F(OutputFileTest, MayHaveTheLongestNameThereIs) {
  const std::string path = folder_.File(std::string(255, 'n'));
  ASSERT_THAT(WriteOutputFile(path, "x", /*overwrites=*/false), IsOk());
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(OutputFileTest, IsWrittenWhereALinkLeads) {
  const std::string link = folder_.File("link");
  std::filesystem::create_symlink("out", link);
  ASSERT_THAT(WriteOutputFile(link, "first", /*overwrites=*/false), IsOk());
  EXPECT_EQ(Content(), "first");
  ASSERT_THAT(WriteOutputFile(link, "second", /*overwrites=*/true), IsOk());
  EXPECT_EQ(Content(), "second");
  EXPECT_TRUE(std::filesystem::is_symlink(link));
}

}  // namespace
}  // namespace rung
