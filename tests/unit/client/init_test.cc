#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "client/private_folder.h"
#include "client/program.h"
#include "common/spec/spec_file.h"
#include "tests/unit/common/data/bytes.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class InitTest : public testing::Test {
 protected:
  // `rung init` of the data, with flags; answers the exit code and keeps what was said.
  int Init(const std::string& csv, const std::vector<std::string>& flags = {}) {
    std::ofstream(folder_.File("data.csv"), std::ios::binary) << csv;
    std::vector<std::string> words = {"rung", "init", folder_.File("data.csv"), "-f",
                                      folder_.File("data.search")};
    words.insert(words.end(), flags.begin(), flags.end());
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    testing::internal::CaptureStderr();
    const int exit_code = Program().Run(static_cast<int>(argv.size()), argv.data());
    said_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }
  bool WroteFile() const { return std::filesystem::exists(folder_.File("data.search")); }

  const PrivateFolder folder_ = *PrivateFolder::Make();
  std::string said_;
};

// Sizes, of which the third is a word, and two kinds.
std::string Shirts() {
  std::string csv = "size,note,kind\n";
  for (int row = 0; row < 40; ++row) {
    const std::string size = row % 10 == 2 ? "XL" : std::to_string(row % 10);
    csv += size + ",n" + std::to_string(row % 3) + (row % 2 == 0 ? ",shirt\n" : ",coat\n");
  }
  return csv;
}

TEST_F(InitTest, SaysWithWhichFlagAColumnOfNumbersAndWordsIsRead) {
  EXPECT_EQ(Init(Shirts()), 2);
  EXPECT_THAT(said_, AllOf(HasSubstr("data.csv:4: column 'size'"), HasSubstr("--categorical")));
  EXPECT_FALSE(WroteFile());
  EXPECT_EQ(Init(Shirts(), {"--categorical", "size", "--ignore", "note"}), 0);
  const auto spec = ReadSearchSpec(folder_.File("data.search"));
  ASSERT_THAT(spec, IsOk());
  EXPECT_THAT(spec->data().categorical(), ElementsAre("size"));
  EXPECT_THAT(spec->data().ignore(), ElementsAre("note"));
}

TEST_F(InitTest, TakesEachRepeatableFlagSeveralTimes) {
  EXPECT_EQ(Init("a,b,c,kind\n" + std::string("1,2,3,x\n4,5,6,y\n7,8,9,x\n1,2,3,y\n4,5,6,x\n") +
                     "7,8,9,y\n2,2,3,x\n3,3,3,y\n5,5,5,x\n6,6,6,y\n",
                 {"--ignore", "a", "--ignore", "b"}),
            0)
      << said_;
  EXPECT_THAT(ReadSearchSpec(folder_.File("data.search"))->data().ignore(), ElementsAre("a", "b"));
}

TEST_F(InitTest, WritesNoFileThatCannotRun) {
  std::string constant = "a,kind\n";
  std::string label_only = "kind\n";
  for (int row = 0; row < 20; ++row) {
    constant += row % 2 == 0 ? "1,x\n" : "1,y\n";
    label_only += row % 2 == 0 ? "x\n" : "y\n";
  }
  const std::vector<std::pair<std::string, std::string>> cases = {
      {constant, "no column is left to learn from"},
      {label_only, "no column is left to learn from"},
      {"a,kind\n1,x\n2,y\n", "too few rows"},
      {"a,kind\n1,x\n2,x\n", "one class only"}};
  for (const auto& [csv, reason] : cases) {
    EXPECT_EQ(Init(csv), 2);
    EXPECT_THAT(said_, HasSubstr(reason));
    EXPECT_FALSE(WroteFile());
  }
}

TEST_F(InitTest, TakesImagesAndLabelsOfTwoFiles) {
  std::string images = IdxHeader(0x08, {40, 2, 2});
  std::string labels = IdxHeader(0x08, {40});
  for (int row = 0; row < 40; ++row) {
    for (int pixel = 0; pixel < 4; ++pixel) images += static_cast<char>(row * pixel % 7);
    labels += static_cast<char>(row % 3);
  }
  WriteCompressed(folder_.File("labels.gz"), labels);
  EXPECT_EQ(Init(images, {"--labels", folder_.File("labels.gz")}), 0) << said_;
  const auto spec = ReadSearchSpec(folder_.File("data.search"));
  ASSERT_THAT(spec, IsOk());
  EXPECT_EQ(spec->data().file(), folder_.File("data.csv"));
  EXPECT_EQ(spec->data().label_file(), folder_.File("labels.gz"));
  EXPECT_EQ(spec->data().label(), "label");
  EXPECT_EQ(spec->name(), "data");
}

TEST_F(InitTest, NamesTheLabelFileThatDoesNotFit) {
  std::ofstream(folder_.File("labels"), std::ios::binary) << IdxHeader(0x08, {1}) << '\1';
  EXPECT_EQ(Init(IdxHeader(0x08, {2}) + "\1\2", {"--labels", folder_.File("labels")}), 2);
  EXPECT_THAT(said_, AllOf(HasSubstr("data.csv has 2 rows"), HasSubstr("labels has 1")));
  EXPECT_FALSE(WroteFile());
}

TEST_F(InitTest, NamesTheLineOfAMissingLabelThatWasGuessed) {
  EXPECT_EQ(Init("a,kind\n1,x\n2,y\n3,\n"), 2);
  EXPECT_THAT(said_, HasSubstr("data.csv:4: the label, column 'kind', is missing"));
}

}  // namespace
}  // namespace rung
