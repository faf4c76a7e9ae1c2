#include "client/search_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "client/private_folder.h"
#include "common/data/csv.h"
#include "common/spec/spec_defaults.h"
#include "common/spec/spec_file.h"
#include "coordinator/schedule/plan.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

Table TableOf(const std::string& csv, int max_categories = kMaxCategories) {
  const PrivateFolder folder = *PrivateFolder::Make();
  const std::string path = folder.File("search_file_test.csv");
  std::ofstream(path) << csv;
  CsvOptions options;
  options.max_categories = max_categories;
  absl::StatusOr<Table> table = ReadCsv(path, options);
  EXPECT_THAT(table, IsOk());
  return *std::move(table);
}

// 600 rows of two classes, with a name and a number for each row.
std::string Flowers() {
  std::string csv = "id,name,width,kind\n";
  for (int row = 0; row < 600; ++row) {
    const std::string number = std::to_string(row);
    csv += number + ",flower-" + number + "," + std::to_string(row % 7) + "." + number + "," +
           (row % 2 == 0 ? "rose" : "lily") + "\n";
  }
  return csv;
}

v1::SearchSpec SpecOf(const SearchFile& file) {
  const absl::StatusOr<v1::SearchSpec> spec = ParseSearchSpec(file.text, "flowers.txtpb");
  EXPECT_THAT(spec, IsOk()) << file.text;
  return spec.ok() ? *spec : v1::SearchSpec();
}

TEST(SearchFileTest, IsASearchFileThatCanBeSearched) {
  const auto file = MakeSearchFile(TableOf(Flowers()), {.data_path = "data/flowers.csv"});
  ASSERT_THAT(file, IsOk());
  const v1::SearchSpec spec = SpecOf(*file);
  EXPECT_EQ(spec.name(), "flowers");
  EXPECT_EQ(spec.data().file(), "data/flowers.csv");
  EXPECT_EQ(spec.data().label(), "kind");
  const Plan plan = *PlanSearch(WithDefaults(spec));
  ASSERT_EQ(plan.rungs.size(), 5U);
  EXPECT_EQ(plan.rungs.front().trials, 81);
  EXPECT_EQ(plan.rungs.back().epochs, 81);
}

TEST(SearchFileTest, LeavesOutColumnsThatNameTheirRows) {
  const auto file = MakeSearchFile(TableOf(Flowers()), {.data_path = "flowers.csv"});
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(SpecOf(*file).data().ignore(), ElementsAre("id", "name"));
  EXPECT_THAT(file->notes, ElementsAre(HasSubstr("label: kind (classification)"),
                                       HasSubstr("left out: id"), HasSubstr("left out: name")));
}

TEST(SearchFileTest, LeavesOutColumnsOfTooManyCategories) {
  std::string csv = "plate,kind\n";
  for (int row = 0; row <= 10'001; ++row) {
    csv += "p" + std::to_string(row % 10'001) + (row % 2 == 0 ? ",car\n" : ",bus\n");
  }
  const auto file = MakeSearchFile(TableOf(csv, 20'000), {.data_path = "cars.csv"});
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(SpecOf(*file).data().ignore(), ElementsAre("plate"));
  EXPECT_THAT(file->notes, Contains("left out: plate, which has more than 10,000 categories"));
}

TEST(SearchFileTest, WritesTheColumnsThatAreReadOtherwise) {
  const auto file = MakeSearchFile(
      TableOf(Flowers()),
      {.data_path = "f.csv", .categorical = {"width"}, .ignore = {"height", "two words"}});
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(SpecOf(*file).data().categorical(), ElementsAre("width"));
  EXPECT_THAT(SpecOf(*file).data().ignore(), ElementsAre("height", "two words", "id", "name"));
}

TEST(SearchFileTest, TakesAColumnThatIsCalledTargetForTheLabel) {
  const auto file =
      MakeSearchFile(TableOf("Target,a\n1.5,2\n2.5,4\n3.25,3\n"), {.data_path = "t.csv"});
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(SpecOf(*file).data().label(), "Target");
  EXPECT_THAT(file->text, HasSubstr("a number (REGRESSION)"));
}

TEST(SearchFileTest, TakesTheNamedLabel) {
  const Table table = TableOf(Flowers());
  const auto file = MakeSearchFile(table, {.data_path = "f.csv", .name = "n", .label = "width"});
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(SpecOf(*file).data().label(), "width");
  EXPECT_EQ(SpecOf(*file).name(), "n");
  EXPECT_THAT(MakeSearchFile(table, {.data_path = "f.csv", .label = "size"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no column 'size'")));
}

TEST(SearchFileTest, ProposesBatchesThatFitTheRows) {
  const auto small = MakeSearchFile(TableOf("a,b\n1,x\n2,y\n3,x\n4,y\n"), {.data_path = "s.csv"});
  ASSERT_THAT(small, IsOk());
  EXPECT_EQ(SpecOf(*small).space().batch_size().value(), 8);
  EXPECT_EQ(SpecOf(*small).successive_halving().trials(), 27);
  const auto large = MakeSearchFile(TableOf(Flowers()), {.data_path = "l.csv"});
  EXPECT_THAT(SpecOf(*large).space().batch_size().values(), ElementsAre(16, 32));
}

TEST(SearchFileTest, QuotesNamesOfAnyKind) {
  const auto file = MakeSearchFile(TableOf("a,\"x\"\"\\\ny\"\n1,p\n2,q\n3,q\n"),
                                   {.data_path = "odd \"name\".csv"});
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(SpecOf(*file).data().label(), "x\"\\\ny");
  EXPECT_EQ(SpecOf(*file).data().file(), "odd \"name\".csv");
}

TEST(SearchFileTest, RefusesAPathThatIsNotUtf8ByItsName) {
  const Table table = TableOf(Flowers());
  EXPECT_THAT(MakeSearchFile(table, {.data_path = "l\xE4tin.csv"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the name of l\xE4tin.csv is not UTF-8")));
  EXPECT_THAT(MakeSearchFile(table, {.data_path = "f", .label_path = "l\xE4"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not UTF-8")));
}

TEST(SearchFileTest, RefusesANameThatIsNoSearchs) {
  EXPECT_THAT(MakeSearchFile(TableOf(Flowers()), {.data_path = "f.csv", .name = "Big One"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lower-case letter")));
}

TEST(SearchNameAfterTest, MakesALegalNameOfAnyFileName) {
  EXPECT_EQ(SearchNameAfter("data/Iris Flowers_v2.csv"), "iris-flowers-v2");
  EXPECT_EQ(SearchNameAfter("2024.csv"), "search");
  EXPECT_EQ(SearchNameAfter("9lives.csv"), "lives");
  EXPECT_EQ(SearchNameAfter("größe.csv"), "gr-e");
  EXPECT_EQ(SearchNameAfter(std::string(100, 'a') + ".csv").size(), 63U);
}

}  // namespace
}  // namespace rung
