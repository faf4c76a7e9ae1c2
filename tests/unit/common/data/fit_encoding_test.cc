#include "common/data/fit_encoding.h"

#include "tests/unit/common/data/small_tables.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(FitEncodingTest, StandardisesByMeanAndPopulationDeviation) {
  const Table table{4, {Numbers("x", {1, 3, 5, 2})}};
  const std::vector<RowPart> parts = {kTraining, kTraining, kValidation, kTest};
  const Label label = Regression({10, 20, 30, 40});
  const auto fitted = FitEncoding(table, label, parts);
  ASSERT_THAT(fitted, IsOk());
  EXPECT_EQ(fitted->encoding.columns[0].mean, 2);
  EXPECT_EQ(fitted->encoding.columns[0].scale, 1);
  EXPECT_EQ(fitted->encoding.target_mean, 15);
  EXPECT_EQ(fitted->encoding.target_scale, 5);
  const auto training = FitAndEncode(table, label, parts, kTraining);
  ASSERT_THAT(training, IsOk());
  EXPECT_THAT(training->features, ElementsAre(-1, 1));
  EXPECT_THAT(training->targets, ElementsAre(10, 20));
  EXPECT_THAT(FitAndEncode(table, label, parts, kValidation)->features, ElementsAre(3));
}

TEST(FitEncodingTest, LearnsNothingFromValidationOrTestRows) {
  const std::vector<RowPart> parts = {kTraining, kTraining, kValidation, kTest};
  const Table table{4, {Numbers("x", {1, 3, 7, 2}), Codes("c", {0, 1, 1, 0}, {"a", "b"})}};
  const Table other{
      4, {Numbers("x", {1, 3, -900, kMissing}), Codes("c", {0, 1, 2, -1}, {"a", "b", "z"})}};
  const auto fitted = FitEncoding(table, Regression({1, 2, 3, 4}), parts);
  const auto other_fitted = FitEncoding(other, Regression({1, 2, 300, 400}), parts);
  ASSERT_THAT(fitted, IsOk());
  ASSERT_THAT(other_fitted, IsOk());
  EXPECT_EQ(fitted->encoding, other_fitted->encoding);
  EXPECT_EQ(FitAndEncode(table, Regression({1, 2, 3, 4}), parts, kTraining).value(),
            FitAndEncode(other, Regression({1, 2, 300, 400}), parts, kTraining).value());
}

TEST(FitEncodingTest, LeavesOutTheLabelAndNamesColumnsOfOneValue) {
  const Table table{3,
                    {Numbers("one", {7, 7, 8}), Numbers("x", {1, 2, 3}), Numbers("y", {1, 2, 3}),
                     Codes("same", {0, 0, 1}, {"a", "b"}), Numbers("tenth", {0.1F, 0.1F, 0.1F}),
                     Numbers("none", {kMissing, kMissing, kMissing})}};
  const auto fitted =
      FitEncoding(table, Regression({1, 2, 3}), std::vector<RowPart>{kTraining, kTraining, kTest});
  ASSERT_THAT(fitted, IsOk());
  EXPECT_THAT(fitted->left_out, ElementsAre("one", "same", "tenth", "none"));
  ASSERT_EQ(fitted->encoding.columns.size(), 1U);
  EXPECT_EQ(fitted->encoding.columns[0].name, "x");
}

TEST(FitEncodingTest, RefusesATableThatTeachesNothing) {
  const Table table{2, {Numbers("x", {1, 1}), Numbers("y", {1, 2})}};
  EXPECT_THAT(FitEncoding(table, Regression({1, 2}), std::vector<RowPart>{kTraining, kTraining}),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("no column is left")));
}

TEST(FitEncodingTest, RefusesATargetOfOneValue) {
  const Table table{3, {Numbers("x", {1, 2, 3})}};
  EXPECT_THAT(
      FitEncoding(table, Regression({4, 4, 5}), std::vector<RowPart>{kTraining, kTraining, kTest}),
      StatusIs(StatusCode::kInvalidArgument, AllOf(HasSubstr("'y'"), HasSubstr("one value only"))));
}

TEST(FitEncodingTest, RefusesMatricesBeyondTheMemoryThatIsAllowed) {
  const Table table{3, {Numbers("x", {1, 2, 3})}};
  const std::vector<RowPart> parts(3, kTraining);
  EXPECT_THAT(FitEncoding(table, Regression({1, 2, 3}), parts, 12), IsOk());
  EXPECT_THAT(FitEncoding(table, Regression({1, 2, 3}), parts, 11),
              StatusIs(StatusCode::kResourceExhausted, HasSubstr("3 rows of 1 inputs")));
}

TEST(FitEncodingTest, RefusesTooManyInputs) {
  std::vector<std::string> names;
  std::vector<std::int32_t> codes;
  for (int i = 0; i < 1'001; ++i) {
    names.push_back(std::to_string(10'000 + i));
    codes.push_back(i);
  }
  Table table{1'001, {}};
  for (int i = 0; i < 1'000; ++i)
    table.columns.push_back(Codes("c" + std::to_string(i), codes, names));
  std::vector<float> targets(codes.begin(), codes.end());
  EXPECT_THAT(FitEncoding(table, Regression(targets), std::vector<RowPart>(1'001, kTraining)),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("1001000 inputs")));
}

}  // namespace
}  // namespace rung
