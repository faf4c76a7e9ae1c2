#include "common/data/label.h"

#include <limits>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Table NumericLabel(std::vector<float> numbers) {
  const auto rows = static_cast<std::int64_t>(numbers.size());
  return {rows, {{.name = "y", .is_numeric = true, .numbers = std::move(numbers)}}};
}

Table TextLabel(std::vector<std::int32_t> codes, std::vector<std::string> categories) {
  const auto rows = static_cast<std::int64_t>(codes.size());
  return {rows, {{.name = "y", .codes = std::move(codes), .categories = std::move(categories)}}};
}

std::vector<float> Range(int size) {
  std::vector<float> numbers;
  for (int i = 0; i < size; ++i) numbers.push_back(static_cast<float>(i));
  return numbers;
}

TEST(LabelTest, GuessesClassificationForTextAndFewWholeNumbers) {
  EXPECT_EQ(GuessObjective(TextLabel({0, 1}, {"a", "b"}), "y"), v1::CLASSIFICATION);
  EXPECT_EQ(GuessObjective(NumericLabel(Range(20)), "y"), v1::CLASSIFICATION);
  EXPECT_EQ(GuessObjective(NumericLabel({-1, 1, 1, -1}), "y"), v1::CLASSIFICATION);
}

TEST(LabelTest, GuessesRegressionForManyOrBrokenNumbers) {
  EXPECT_EQ(GuessObjective(NumericLabel(Range(21)), "y"), v1::REGRESSION);
  EXPECT_EQ(GuessObjective(NumericLabel({0, 0.5, 1}), "y"), v1::REGRESSION);
}

TEST(LabelTest, GuessesNothingForAColumnThatDoesNotExist) {
  EXPECT_EQ(GuessObjective(NumericLabel({1}), "z"), v1::OBJECTIVE_UNSPECIFIED);
}

TEST(LabelTest, SortsNumericClassesAsNumbersAndNamesThemShortest) {
  const auto label = TakeLabel(NumericLabel({10, 9, -0.0F, 0.5, 9}), "y", v1::CLASSIFICATION);
  ASSERT_THAT(label, IsOk());
  EXPECT_THAT(label->class_names, ElementsAre("0", "0.5", "9", "10"));
  EXPECT_THAT(label->classes, ElementsAre(3, 2, 0, 1, 2));
  EXPECT_EQ(label->outputs(), 4);
}

TEST(LabelTest, SortsTextClassesBytewise) {
  const auto label = TakeLabel(TextLabel({1, 0, 1}, {"10", "9"}), "y", v1::CLASSIFICATION);
  ASSERT_THAT(label, IsOk());
  EXPECT_THAT(label->class_names, ElementsAre("10", "9"));
  EXPECT_THAT(label->classes, ElementsAre(1, 0, 1));
}

TEST(LabelTest, TakesTargetsInTheirOwnUnit) {
  const auto label = TakeLabel(NumericLabel({150, 75.5}), "y", v1::REGRESSION);
  ASSERT_THAT(label, IsOk());
  EXPECT_THAT(label->targets, ElementsAre(150, 75.5));
  EXPECT_EQ(label->outputs(), 1);
  EXPECT_EQ(label->row_count(), 2);
}

TEST(LabelTest, RefusesOneClassOnly) {
  EXPECT_THAT(TakeLabel(NumericLabel({3, 3}), "y", v1::CLASSIFICATION),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("'y'"), HasSubstr("one class only, '3'"))));
  EXPECT_THAT(TakeLabel(TextLabel({0, 0}, {"cat"}), "y", v1::CLASSIFICATION),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("one class only, 'cat'")));
}

TEST(LabelTest, RefusesMoreThanAThousandClasses) {
  EXPECT_THAT(TakeLabel(NumericLabel(Range(1'000)), "y", v1::CLASSIFICATION), IsOk());
  EXPECT_THAT(TakeLabel(NumericLabel(Range(1'001)), "y", v1::CLASSIFICATION),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("more than 1000 classes"), HasSubstr("REGRESSION"))));
}

TEST(LabelTest, AdvisesNoRegressionOfText) {
  std::vector<std::int32_t> codes;
  std::vector<std::string> names;
  for (int i = 0; i < 1'001; ++i) {
    codes.push_back(i);
    names.push_back("n" + std::to_string(i));
  }
  EXPECT_THAT(TakeLabel(TextLabel(codes, names), "y", v1::CLASSIFICATION),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("choose another label"), Not(HasSubstr("REGRESSION")))));
}

TEST(LabelTest, RefusesWholeNumbersThatFloatsCannotTellApart) {
  EXPECT_THAT(TakeLabel(NumericLabel({20240101.0F, 20240103.0F}), "y", v1::CLASSIFICATION),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("`categorical`")));
}

TEST(LabelTest, RefusesTextUnderRegression) {
  EXPECT_THAT(TakeLabel(TextLabel({0, 1}, {"a", "b"}), "y", v1::REGRESSION),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("objective: CLASSIFICATION")));
}

TEST(LabelTest, RefusesMissingLabels) {
  const float missing = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(TakeLabel(NumericLabel({1, missing}), "y", v1::REGRESSION),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("no value")));
  EXPECT_THAT(TakeLabel(TextLabel({0, -1, 1}, {"a", "b"}), "y", v1::CLASSIFICATION),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("no value")));
}

TEST(LabelTest, ListsTheColumnsIfThereIsNoneOfThatName) {
  EXPECT_THAT(TakeLabel(NumericLabel({1}), "z", v1::REGRESSION),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("the columns are 'y'")));
}

}  // namespace
}  // namespace rung
