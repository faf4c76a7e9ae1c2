#include "common/data/csv_copy.h"

#include "common/status_macros.h"
#include "tests/unit/common/data/bytes.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::HasSubstr;
using namespace std::string_literals;

class CsvCopyTest : public testing::Test {
 protected:
  ~CsvCopyTest() override { std::remove(label_path().c_str()); }

  std::string label_path() const { return data_.path() + ".labels"; }
  void WriteLabels(std::string_view bytes) const {
    std::ofstream(label_path(), std::ios::binary) << bytes;
  }
  DataFiles Files() const { return {.path = data_.path()}; }
  DataFiles FilesWithLabels() const {
    return {.path = data_.path(), .label_path = label_path(), .label = "label"};
  }
  static absl::StatusOr<std::string> Copy(const DataFiles& files) {
    std::string copy;
    RETURN_IF_ERROR(CopyAsCsv(files, [&copy](std::string_view bytes) {
      copy += bytes;
      return absl::OkStatus();
    }));
    return copy;
  }

  const TemporaryFile data_;
};

TEST_F(CsvCopyTest, NamesTheColumnsOfAnArrayByTheirNumbers) {
  data_.Write(IdxHeader(0x08, {2, 3}) + "\1\2\3\4\5\6");
  EXPECT_EQ(Copy(Files()).value(), "x0,x1,x2\n1,2,3\n4,5,6\n");
}

TEST_F(CsvCopyTest, AddsTheLabelsAsTheLastColumn) {
  data_.Write(IdxHeader(0x08, {2, 2}) + "\1\2\3\4");
  WriteLabels(NpyOf("|S3", "(2,)", "catdog"));
  DataFiles files = FilesWithLabels();
  EXPECT_EQ(Copy(files).value(), "x0,x1,label\n1,2,cat\n3,4,dog\n");
  files.label = "a, b";
  EXPECT_EQ(Copy(files).value(), "x0,x1,\"a, b\"\n1,2,cat\n3,4,dog\n");
}

TEST_F(CsvCopyTest, KeepsARowWhoseOnlyValueIsMissing) {
  data_.Write(NpyOf("<f4", "(2,)", "\0\0\xC0\x7F\0\0\x80\x3F"s));
  EXPECT_EQ(Copy(Files()).value(), "x0\n\"\"\n1\n");
  data_.Write(NpyOf("|S2", "(2,)", "  a\0"s));
  EXPECT_EQ(Copy(Files()).value(), "x0\n  \"\"\na\n");
}

TEST_F(CsvCopyTest, GivesTheSameBytesWhateverTheFileIs) {
  data_.Write(IdxHeader(0x08, {2, 2}) + "\1\2\3\4");
  const std::string copy = Copy(Files()).value();
  data_.Write(NpyOf("<i2", "(2, 2)", "\1\0\2\0\3\0\4\0"s));
  EXPECT_EQ(Copy(Files()).value(), copy);
  WriteCompressed(data_.path(), NpyOf("|i1", "(2, 2)", "\1\2\3\4"));
  EXPECT_EQ(Copy(Files()).value(), copy);
  WriteCompressed(data_.path(), copy);
  EXPECT_EQ(Copy(Files()).value(), copy);
}

TEST_F(CsvCopyTest, NeedsNoCopyOfAPlainCsvFileAlone) {
  data_.Write("a,b\n1,2\n");
  EXPECT_TRUE(IsPlainCsv(Files()).value());
  EXPECT_FALSE(IsPlainCsv(FilesWithLabels()).value());
  WriteCompressed(data_.path(), "a,b\n1,2\n");
  EXPECT_FALSE(IsPlainCsv(Files()).value());
  data_.Write(IdxHeader(0x08, {1}) + "\1");
  EXPECT_FALSE(IsPlainCsv(Files()).value());
  EXPECT_THAT(IsPlainCsv({.path = "/no/such/file"}),
              StatusIs(StatusCode::kNotFound, HasSubstr("/no/such/file")));
}

TEST_F(CsvCopyTest, NamesBothFilesWhereTheirRowsDiffer) {
  data_.Write(IdxHeader(0x08, {2}) + "\1\2");
  WriteLabels(IdxHeader(0x08, {3}) + "\1\2\3");
  EXPECT_THAT(Copy(FilesWithLabels()), IsInvalid(AllOf(HasSubstr(data_.path() + " has 2 rows"),
                                                       HasSubstr(label_path() + " has 3"))));
}

TEST_F(CsvCopyTest, RefusesLabelsThatAreNotOneValueARow) {
  data_.Write(IdxHeader(0x08, {2}) + "\1\2");
  WriteLabels(IdxHeader(0x08, {2, 2}) + "\1\2\3\4");
  EXPECT_THAT(Copy(FilesWithLabels()), IsInvalid(HasSubstr("2 values in each row")));
  WriteLabels("digit\n1\n2\n");
  EXPECT_THAT(Copy(FilesWithLabels()), IsInvalid(HasSubstr("neither an IDX nor a .npy file")));
}

TEST_F(CsvCopyTest, NamesTheRowOfAMissingLabel) {
  data_.Write(IdxHeader(0x08, {2}) + "\1\2");
  for (const std::string& second : {"\0\0"s, "NA"s, "? "s}) {
    WriteLabels(NpyOf("|S2", "(2,)", "up" + second));
    EXPECT_THAT(Copy(FilesWithLabels()),
                IsInvalid(HasSubstr(label_path() + ": row 2: the label is missing")));
  }
}

TEST_F(CsvCopyTest, RefusesALabelNamedLikeAColumn) {
  data_.Write(IdxHeader(0x08, {2}) + "\1\2");
  WriteLabels(IdxHeader(0x08, {2}) + "\1\2");
  DataFiles files = FilesWithLabels();
  files.label = "x0";
  EXPECT_THAT(Copy(files), IsInvalid(HasSubstr("cannot be called 'x0'")));
  files.label = "x1";
  EXPECT_EQ(Copy(files).value(), "x0,x1\n1,1\n2,2\n");
}

TEST_F(CsvCopyTest, RefusesLabelsBesideACsvFile) {
  data_.Write("a,b\n1,2\n");
  WriteLabels(IdxHeader(0x08, {1}) + "\1");
  EXPECT_THAT(Copy(FilesWithLabels()),
              IsInvalid(AllOf(HasSubstr("is a CSV file"), HasSubstr(label_path()))));
}

TEST_F(CsvCopyTest, EndsWhereTheBytesAreNotTaken) {
  data_.Write(IdxHeader(0x08, {1 << 22}) + std::string(1 << 22, '\1'));
  int pieces = 0;
  EXPECT_THAT(CopyAsCsv(Files(),
                        [&](std::string_view bytes) {
                          EXPECT_LT(bytes.size(), std::size_t{2} << 20);
                          return ++pieces < 3 ? absl::OkStatus() : absl::CancelledError("enough");
                        }),
              StatusIs(StatusCode::kCancelled, "enough"));
  EXPECT_EQ(pieces, 3);
}

}  // namespace
}  // namespace rung
