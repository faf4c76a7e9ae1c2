#include "common/model/raw_rows.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "common/data/csv.h"
#include "common/data/encode_rows.h"
#include "common/data/fit_encoding.h"
#include "tests/unit/common/data/temporary_file.h"
#include "tests/unit/common/model/sample_models.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;

class RawRowsTest : public testing::Test {
 protected:
  // All rows of a file, one after the other.
  absl::StatusOr<std::vector<float>> Read(const std::string& csv, const Encoding& encoding) {
    file_.Write(csv);
    const auto rows = RawRows::Open(file_.path(), "data.csv", encoding);
    if (!rows.ok()) return rows.status();
    std::vector<float> all;
    std::vector<float> inputs(static_cast<std::size_t>(encoding.input_count()));
    while (true) {
      const auto has_row = (*rows)->Next(inputs);
      if (!has_row.ok()) return has_row.status();
      if (!*has_row) break;
      all.insert(all.end(), inputs.begin(), inputs.end());
      labels_.emplace_back((*rows)->label().text);
    }
    unknown_ = (*rows)->unknown_categories();
    return all;
  }
  void ExpectRefused(const std::string& csv, const std::string& message) {
    EXPECT_THAT(Read(csv, MixedClasses()),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  }

  TemporaryFile file_;
  std::vector<std::string> labels_;
  std::int64_t unknown_ = 0;
};

TEST_F(RawRowsTest, FindsColumnsByNameAmongOthersInAnyOrder) {
  const auto rows =
      Read("note,size,colour,age\nx,-0.124,dark red,50\ny, -0.126 ,blue,\n", MixedClasses());
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(1, 0, 0, 1, 0, FloatNear(1, 1e-4F),  //
                                 0, 1, 1, 0, 0, FloatNear(-1, 1e-4F)));
  EXPECT_THAT(labels_, ElementsAre("", ""));
}

TEST_F(RawRowsTest, CountsCategoriesThatNoTrainingRowHad) {
  const auto rows = Read("age,colour,size\n40,pink,1\n40,NA,1\n", MixedClasses());
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 4));
  EXPECT_EQ(unknown_, 1);
}

TEST_F(RawRowsTest, TellsTheLabelWhereThereIsOne) {
  ASSERT_THAT(Read("age,colour,size,kind\n1,blue,1, 0\n1,blue,1,\n", MixedClasses()), IsOk());
  EXPECT_THAT(labels_, ElementsAre("0", ""));
}

TEST_F(RawRowsTest, NamesFileLineAndColumnOfWhatIsWrong) {
  ExpectRefused("age,color,size\n",
                "there is no column 'colour', which the model needs; near "
                "names are 'color'");
  ExpectRefused("age,colour,size\n1,blue,1\nold,blue,1\n",
                "data.csv:3: column 'age': 'old' is not a number, as the model needs");
  ExpectRefused("age,colour,size\n1,blue,inf\n", ":2: column 'size': 'inf' is not a finite number");
  ExpectRefused("age,colour,size\n1,blue\n", ":2: row has 2 cells");
  ExpectRefused("age,colour,size\n1,gr\xFCn,1\n", ":2: column 'colour': 'gr?n' is not UTF-8");
  ExpectRefused("", "the file is empty");
}

TEST(RawRowsOpenTest, TakesAPipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string csv = "age,colour,size\n50,blue,\n";
  ASSERT_EQ(write(ends[1], csv.data(), csv.size()), static_cast<ssize_t>(csv.size()));
  close(ends[1]);
  const Encoding encoding = MixedClasses();
  const auto rows = RawRows::Open("/dev/fd/" + std::to_string(ends[0]), "a pipe", encoding);
  ASSERT_THAT(rows, IsOk());
  std::vector<float> inputs(6);
  EXPECT_TRUE(*(*rows)->Next(inputs));
  EXPECT_THAT(inputs, ElementsAre(1, 0, 1, 0, 0, 0));
  EXPECT_FALSE(*(*rows)->Next(inputs));
  close(ends[0]);
}

// The rows that a search reads as a table must give the same inputs, bit for bit.
TEST_F(RawRowsTest, GiveTheInputsThatTheTrainerSaw) {
  const std::string csv =
      "a,c,b,y\n1.1,x,1e-3,1\n,y,2,2\n3.7,,3e20,3\n-4,x,?,4\nNA, z ,5,5\n1e9,x,-7.5,6\n";
  file_.Write(csv);
  const auto table = ReadCsv(file_.path(), {.label = "y"});
  ASSERT_THAT(table, IsOk());
  const auto label = TakeLabel(*table, "y", v1::REGRESSION);
  ASSERT_THAT(label, IsOk());
  const std::vector<RowPart> parts(6, RowPart::kTraining);
  const auto fitted = FitEncoding(*table, *label, parts);
  ASSERT_THAT(fitted, IsOk());
  const auto rows = Read(csv, fitted->encoding);
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(*rows,
            EncodeRows(fitted->encoding, *table, *label, parts, RowPart::kTraining).features);
  EXPECT_THAT(labels_, ElementsAre("1", "2", "3", "4", "5", "6"));
}

}  // namespace
}  // namespace rung
