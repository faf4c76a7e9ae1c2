#include "common/data/csv.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cmath>

#include "common/data/csv_reader.h"
#include "tests/unit/common/data/temporary_file.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsNan;
using testing::Not;
using testing::StartsWith;

CsvOptions Options() {
  CsvOptions options;
  options.display_name = "data.csv";
  return options;
}

absl::StatusOr<Table> ReadText(std::string_view content, const CsvOptions& options = Options()) {
  const TemporaryFile file(content);
  return ReadCsv(file.path(), options);
}

TEST(CsvTest, ReadsNumbersAndCategories) {
  const auto table = ReadText("size,colour\n1,red\n2.5,blue\n,red\n");
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->row_count, 3);
  ASSERT_EQ(table->columns.size(), 2U);
  EXPECT_TRUE(table->columns[0].is_numeric);
  EXPECT_THAT(table->columns[0].numbers, ElementsAre(1.0F, 2.5F, IsNan()));
  EXPECT_FALSE(table->columns[1].is_numeric);
  EXPECT_THAT(table->columns[1].categories, ElementsAre("blue", "red"));
  EXPECT_THAT(table->columns[1].codes, ElementsAre(1, 0, 1));
  EXPECT_EQ(table->FindColumn("colour"), &table->columns[1]);
  EXPECT_EQ(table->FindColumn("weight"), nullptr);
}

TEST(CsvTest, TakesEmptyNaAndQuestionMarkAsMissing) {
  const auto table = ReadText("x,c\n1,a\n2,NA\n?,\"\"\nNA,?\n");
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->columns[0].numbers, ElementsAre(1.0F, 2.0F, IsNan(), IsNan()));
  EXPECT_THAT(table->columns[1].codes, ElementsAre(0, -1, -1, -1));
}

TEST(CsvTest, ReadsQuotedCommasLineEndsAndQuotationMarks) {
  const auto table = ReadText("\"a,b\",c\n\"x, y\",1\n\"two\nlines\",2\n\"5\"\" pipe\",3\n");
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->columns[0].name, "a,b");
  EXPECT_THAT(table->columns[0].categories, ElementsAre("5\" pipe", "two\nlines", "x, y"));
  EXPECT_THAT(table->columns[1].numbers, ElementsAre(1.0F, 2.0F, 3.0F));
}

TEST(CsvTest, ReadsTheSameWithAnyLineEndAndWithAByteOrderMark) {
  for (const char* content :
       {"a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r",
        "\xEF\xBB\xBF"
        "a,b\n1,2\n3,4\n"}) {
    const auto table = ReadText(content);
    ASSERT_THAT(table, IsOk()) << content;
    EXPECT_EQ(table->columns[0].name, "a");
    EXPECT_THAT(table->columns[1].numbers, ElementsAre(2.0F, 4.0F));
  }
}

TEST(CsvTest, SkipsBlankLines) {
  const auto table = ReadText("\n\na,b\n\n1,2\n   \n\r\n3,4\n\n");
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->row_count, 2);
}

TEST(CsvTest, ReadsRowsThatLieAcrossPieces) {
  std::string content = "a,b\n";
  for (int i = 0; i < 40'000; ++i) content += std::to_string(i) + ",\"t\"\"\"\r\n";
  const auto table = ReadText(content);
  ASSERT_THAT(table, IsOk());
  ASSERT_EQ(table->row_count, 40'000);
  for (std::size_t i = 0; i < 40'000; ++i) {
    ASSERT_EQ(table->columns[0].numbers[i], static_cast<float>(i));
  }
  EXPECT_THAT(table->columns[1].categories, ElementsAre("t\""));
}

TEST(CsvTest, TakesBlanksAroundQuotedCellsAndCellsAtTheEndOfTheFile) {
  const auto table = ReadText("a,b\n \"x,y\"\t, 1 \n\"\",\"2\"");
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->columns[0].codes, ElementsAre(0, -1));
  EXPECT_THAT(table->columns[0].categories, ElementsAre("x,y"));
  EXPECT_THAT(table->columns[1].numbers, ElementsAre(1.0F, 2.0F));
}

TEST(CsvTest, NamesTheLineOfARowOfAnotherWidth) {
  EXPECT_THAT(ReadText("a,b\n1,2\n\n1,2,3\n"),
              IsInvalid(StartsWith("data.csv:4: row has 3 cells, the header has 2; ")));
  EXPECT_THAT(ReadText("a,b\n1\n"), IsInvalid(StartsWith("data.csv:2: row has 1 cells")));
}

TEST(CsvTest, CountsPhysicalLinesAfterQuotedLineEnds) {
  for (const char* content : {"a,b\n\"x\ny\nz\",2\n1\n", "a,b\r\n\"x\r\ny\r\nz\",2\r\n1\r\n",
                              "a,b\r\"x\ry\rz\",2\r1\r"}) {
    EXPECT_THAT(ReadText(content), IsInvalid(StartsWith("data.csv:5: row has 1 cells")));
  }
}

TEST(CsvTest, NamesTheFirstTextInAColumnOfNumbers) {
  EXPECT_THAT(ReadText("a,size\n1,2\n1,tall\n1,wide\n1,5\n1,6\n"),
              IsInvalid(AllOf(StartsWith("data.csv:3: column 'size': 'tall' is not a number"),
                              HasSubstr("`categorical`"), HasSubstr("init --categorical"))));
}

TEST(CsvTest, TakesAColumnAsNumbersOnlyIfMoreThanHalfAre) {
  const auto half = ReadText("a,b\n1,1\n1,2\n1,x\n1,y\n1,\n");
  ASSERT_THAT(half, IsOk());
  EXPECT_THAT(half->columns[1].categories, ElementsAre("1", "2", "x", "y"));
  EXPECT_THAT(ReadText("a,b\n1,1\n1,2\n1,3\n1,x\n1,y\n"), IsInvalid(StartsWith("data.csv:5:")));
}

TEST(CsvTest, RefusesNanAndInfinityAmongNumbers) {
  for (const char* cell : {"nan", "NaN", "-nan", "inf", "-Inf", "INFINITY", "1e39"}) {
    EXPECT_THAT(
        ReadText(std::string("a\n1\n") + cell + "\n2\n"),
        IsInvalid(AllOf(StartsWith("data.csv:3: column 'a': "), HasSubstr("not a finite number"),
                        HasSubstr("leave the cell empty"))))
        << cell;
  }
}

TEST(CsvTest, RefusesNanEvenWhereItIsFrequent) {
  EXPECT_THAT(ReadText("a\nnan\nnan\nnan\n2\n"), IsInvalid(StartsWith("data.csv:2: column 'a': ")));
}

TEST(CsvTest, ReadsNumbersAsCategoriesWhereToldSo) {
  CsvOptions options = Options();
  options.categorical = {"code"};
  const auto table = ReadText("code,x\n10,1\n9,2\n10,3\n", options);
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->columns[0].categories, ElementsAre("10", "9"));
  EXPECT_THAT(table->columns[0].codes, ElementsAre(0, 1, 0));
}

TEST(CsvTest, LeavesOutIgnoredColumnsWhateverTheyHold) {
  CsvOptions options = Options();
  options.ignore = {"note"};
  const auto table = ReadText("note,x\n1,1\nnan,2\n3,3\n", options);
  ASSERT_THAT(table, IsOk());
  ASSERT_EQ(table->columns.size(), 1U);
  EXPECT_EQ(table->columns[0].name, "x");
}

TEST(CsvTest, ListsNearNamesForAColumnThatDoesNotExist) {
  CsvOptions options = Options();
  options.ignore = {"color"};
  EXPECT_THAT(ReadText("colour,x\n1,1\n", options),
              IsInvalid(AllOf(StartsWith("data.csv:1: there is no column 'color'"),
                              HasSubstr("ignore"), HasSubstr("near names are 'colour'"))));
}

TEST(CsvTest, RefusesAColumnThatIsBothIgnoredAndUsed) {
  CsvOptions options = Options();
  options.ignore = {"x"};
  options.categorical = {"x"};
  EXPECT_THAT(ReadText("x,y\n1,1\n", options), IsInvalid(HasSubstr("list it once")));
  options.categorical = {};
  options.label = "x";
  EXPECT_THAT(ReadText("x,y\n1,1\n", options), IsInvalid(HasSubstr("as label; list it once")));
  options.label = "";
  options.ignore = {"x", "y"};
  EXPECT_THAT(ReadText("x,y\n1,1\n", options), IsInvalid(HasSubstr("keep at least one")));
}

TEST(CsvTest, ListsTheColumnsIfTheLabelIsNotAmongThem) {
  CsvOptions options = Options();
  options.label = "kind";
  EXPECT_THAT(ReadText("a,b\n1,1\n", options),
              IsInvalid(AllOf(HasSubstr("'kind', which is listed as label"),
                              HasSubstr("the columns are 'a', 'b'"))));
}

TEST(CsvTest, NamesTheLineOfAMissingLabel) {
  CsvOptions options = Options();
  options.label = "y";
  EXPECT_THAT(ReadText("x,y\n1,1\n2,NA\n", options),
              IsInvalid(StartsWith("data.csv:3: the label, column 'y', is missing")));
}

TEST(CsvTest, RefusesAFileWithoutRows) {
  EXPECT_THAT(ReadText(""), IsInvalid(HasSubstr("the file is empty")));
  EXPECT_THAT(ReadText("\n\n"), IsInvalid(HasSubstr("the file is empty")));
  EXPECT_THAT(ReadText("a,b\n"), IsInvalid(HasSubstr("no rows below the header")));
}

TEST(CsvTest, RefusesHeadersThatDoNotNameEachColumn) {
  EXPECT_THAT(ReadText("a,b,a\n1,2,3\n"),
              IsInvalid(HasSubstr("columns 1 and 3 are both named 'a'")));
  EXPECT_THAT(ReadText("a,,c\n1,2,3\n"), IsInvalid(HasSubstr("column 2 has no name")));
  EXPECT_THAT(ReadText("gr\xFCn,b\n1,2\n"), IsInvalid(HasSubstr("column 1 is not UTF-8")));
}

TEST(CsvTest, RecognisesCellsSeparatedBySemicolons) {
  EXPECT_THAT(ReadText("a;b;c\n1;2;3\n"), IsInvalid(HasSubstr("must be separated by commas")));
}

TEST(CsvTest, RefusesTextThatIsNotUtf8) {
  EXPECT_THAT(ReadText("a,b\n1,red\n2,gr\xFCn\n"),
              IsInvalid(AllOf(StartsWith("data.csv:3: column 'b'"), HasSubstr("not UTF-8"))));
}

TEST(CsvTest, RefusesNulBytes) {
  using std::string_view_literals::operator""sv;
  EXPECT_THAT(ReadText("a,b\n1,2\n1,\0\n"sv), IsInvalid(StartsWith("data.csv:3: a NUL byte")));
}

TEST(CsvTest, RefusesStrayQuotationMarks) {
  EXPECT_THAT(ReadText("a,b\n1,5\" pipe\n"),
              IsInvalid(StartsWith("data.csv:2: a stray quotation mark")));
  EXPECT_THAT(ReadText("a,b\n1,\"x\"y\n"), IsInvalid(StartsWith("data.csv:2: a stray")));
  EXPECT_THAT(ReadText("a,b\n1,2\n1,\"x\n1,2\n"),
              IsInvalid(StartsWith("data.csv:3: a quoted cell is not closed")));
}

TEST(CsvTest, RefusesAColumnOfTooManyCategories) {
  std::string content = "id,x\n";
  for (int i = 0; i < 10'001; ++i) content += "n" + std::to_string(i) + ",1\n";
  EXPECT_THAT(ReadText(content),
              IsInvalid(AllOf(StartsWith("data.csv:10002: column 'id' has more than 10000"),
                              HasSubstr("`ignore`"), HasSubstr("init --ignore"))));
  CsvOptions options = Options();
  options.label = "id";
  EXPECT_THAT(ReadText(content, options), IsInvalid(HasSubstr("choose another label")));
}

TEST(CsvTest, RefusesTablesBeyondTheMemoryThatIsAllowed) {
  CsvOptions options = Options();
  options.max_bytes = 15;
  EXPECT_THAT(ReadText("a,b\n1,2\n1,2\n", options),
              StatusIs(StatusCode::kResourceExhausted, HasSubstr("data.csv")));
  options.max_bytes = 16;
  EXPECT_THAT(ReadText("a,b\n1,2\n1,2\n", options), IsOk());
  EXPECT_THAT(ReadText("a,b\n1,x\n1,x\n", options),
              StatusIs(StatusCode::kResourceExhausted, HasSubstr("`ignore`")));
}

// Peak memory of this process so far.
std::int64_t PeakKilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// Writes `pieces` times 1 MiB made of `pattern`.
void WriteHugeLine(const TemporaryFile& file, std::string_view start, std::string_view pattern,
                   int pieces) {
  std::ofstream out(file.path(), std::ios::binary);
  out << start;
  std::string piece;
  while (piece.size() < (1U << 20)) piece += pattern;
  for (int i = 0; i < pieces; ++i) out << piece;
}

TEST(CsvTest, RefusesAHugeCellWithoutReadingItToItsEnd) {
  const TemporaryFile file;
  WriteHugeLine(file, "a,b\n1,2\n", "x", 40);
  const std::int64_t before = PeakKilobytes();
  EXPECT_THAT(ReadCsv(file.path(), Options()),
              IsInvalid(StartsWith("data.csv:3: a cell is longer than 65536 bytes")));
  WriteHugeLine(file, "a,b\n1,\"2", "\n\"\"", 40);
  EXPECT_THAT(ReadCsv(file.path(), Options()),
              IsInvalid(StartsWith("data.csv:2: a cell is longer than 65536 bytes")));
  EXPECT_LT(PeakKilobytes() - before, 8 << 10);
}

TEST(CsvTest, RefusesAHugeRowWithoutReadingItToItsEnd) {
  const TemporaryFile file;
  WriteHugeLine(file, "a,b\n", std::string(1'000, 'x') + ",", 40);
  EXPECT_THAT(ReadCsv(file.path(), Options()),
              IsInvalid(StartsWith("data.csv:2: the row is longer than 16777216 bytes")));
}

TEST(CsvTest, RefusesARowOfBlanksWithoutEnd) {
  const TemporaryFile file;
  WriteHugeLine(file, "a,b\n", " ", 40);
  EXPECT_THAT(ReadCsv(file.path(), Options()),
              IsInvalid(StartsWith("data.csv:2: the row is longer than 16777216 bytes")));
}

TEST(CsvTest, RefusesTooManyCells) {
  const TemporaryFile file;
  WriteHugeLine(file, "", "a,", 1);
  EXPECT_THAT(ReadCsv(file.path(), Options()),
              IsInvalid(StartsWith("data.csv:1: the row has more than 65536 cells")));
}

TEST(CsvTest, ReadsAsManyColumnsAsAreAllowed) {
  std::string header = "c0";
  std::string row = "0";
  for (std::size_t i = 1; i < kMaxColumns; ++i) {
    header += ",c" + std::to_string(i);
    row += ",1";
  }
  const auto table = ReadText(header + "\n" + row + "\n");
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->columns.size(), kMaxColumns);
}

TEST(CsvTest, NamesAFileThatCannotBeRead) {
  EXPECT_THAT(ReadCsv("/no/such/file", {}),
              StatusIs(StatusCode::kNotFound, HasSubstr("/no/such/file")));
  EXPECT_THAT(ReadCsv(testing::TempDir(), {}),
              StatusIs(StatusCode::kUnavailable, HasSubstr("cannot read")));
}

TEST(CsvTest, RefusesAPipeAsItIsReadTwice) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_THAT(ReadCsv("/dev/fd/" + std::to_string(ends[0]), Options()),
              IsInvalid(HasSubstr("data.csv is a pipe")));
  close(ends[0]);
  close(ends[1]);
}

TEST(CsvTest, ShowsNeitherControlCharactersNorThePathInMessages) {
  const TemporaryFile file("a,b\n1,2\n1,\x1b[31m\n1,3\n1,4\n");
  const auto status = ReadCsv(file.path(), Options()).status();
  EXPECT_THAT(std::string(status.message()),
              AllOf(Not(HasSubstr("\x1b")), HasSubstr("'?[31m'"), Not(HasSubstr(file.path()))));
}

}  // namespace
}  // namespace rung
