#include "client/csv_file.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "client/private_folder.h"
#include "tests/unit/common/data/bytes.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class CsvFileTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_.File(name), std::ios::binary) << content;
    return folder_.File(name);
  }

  const PrivateFolder folder_ = *PrivateFolder::Make();
};

TEST_F(CsvFileTest, TakesAPlainCsvFileAsItIs) {
  const std::string path = Write("data.csv", "a,b\n1,2\n");
  EXPECT_EQ(CsvFile::Open({.path = path}, {})->path(), path);
}

TEST_F(CsvFileTest, CopiesWhatIsNotAndLeavesNoNameBehind) {
  const std::string path = Write("data", IdxHeader(0x08, {2, 2}) + "\1\2\3\4");
  ASSERT_EQ(setenv("TMPDIR", folder_.File("").c_str(), 1), 0);
  auto csv = CsvFile::Open({.path = path}, {});
  ASSERT_EQ(unsetenv("TMPDIR"), 0);
  ASSERT_THAT(csv, IsOk());
  EXPECT_NE(csv->path(), path);
  EXPECT_EQ(ContentOf(csv->path()), "x0,x1\n1,2\n3,4\n");
  EXPECT_EQ(ContentOf(csv->path()), "x0,x1\n1,2\n3,4\n");
  const std::filesystem::directory_iterator files(folder_.File(""));
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
  const CsvFile moved = *std::move(csv);
  EXPECT_EQ(ContentOf(moved.path()), "x0,x1\n1,2\n3,4\n");
}

TEST_F(CsvFileTest, CallsAMissingFileBadInput) {
  EXPECT_THAT(CsvFile::Open({.path = "/no/such/file"}, {}),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("/no/such/file")));
  const std::string path = Write("data", IdxHeader(0x08, {1}) + "\1");
  EXPECT_THAT(CsvFile::Open({.path = path, .label_path = "/no/such/labels", .label = "label"}, {}),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("/no/such/labels")));
}

TEST_F(CsvFileTest, RefusesAPipeWithoutWaitingForIt) {
  const std::string pipe = folder_.File("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(CsvFile::Open({.path = pipe}, {}),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("pipe is a pipe")));
  const std::string path = Write("data", IdxHeader(0x08, {1}) + "\1");
  EXPECT_THAT(CsvFile::Open({.path = path, .label_path = pipe, .label = "label"}, {}),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("pipe is a pipe")));
}

TEST_F(CsvFileTest, NamesAPlaceThatTakesNoFile) {
  const std::string path = Write("data", IdxHeader(0x08, {1}) + "\1");
  ASSERT_EQ(setenv("TMPDIR", "/no/such/folder", 1), 0);
  const auto csv = CsvFile::Open({.path = path}, {});
  ASSERT_EQ(unsetenv("TMPDIR"), 0);
  EXPECT_THAT(csv, StatusIs(StatusCode::kInvalidArgument, HasSubstr("/no/such/folder")));
}

TEST_F(CsvFileTest, StopsWhereItIsAskedTo) {
  const std::string path = Write("data", IdxHeader(0x08, {1}) + "\1");
  std::stop_source source;
  source.request_stop();
  EXPECT_THAT(CsvFile::Open({.path = path}, source.get_token()),
              StatusIs(StatusCode::kCancelled, "interrupted"));
}

}  // namespace
}  // namespace rung
