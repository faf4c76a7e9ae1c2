#include "common/data/split.h"

#include <algorithm>
#include <cmath>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kDigest(64, 'a');
const std::string kOtherDigest = std::string(15, 'a') + std::string(49, 'b');

// Rows whose classes have these sizes, one class after the other.
Label Classes(const std::vector<int>& sizes) {
  Label label;
  label.name = "kind";
  label.objective = v1::CLASSIFICATION;
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    label.class_names.push_back("class_" + std::to_string(c));
    label.classes.insert(label.classes.end(), static_cast<std::size_t>(sizes[c]),
                         static_cast<std::int32_t>(c));
  }
  return label;
}

Label Targets(std::size_t rows) {
  Label label;
  label.name = "height";
  label.objective = v1::REGRESSION;
  label.targets.resize(rows, 1);
  return label;
}

std::int64_t Count(const std::vector<RowPart>& parts, RowPart part) {
  return std::count(parts.begin(), parts.end(), part);
}

// Rows of each class in a part.
std::vector<int> ClassCounts(const Label& label, const std::vector<RowPart>& parts, RowPart part) {
  std::vector<int> counts(label.class_names.size());
  for (std::size_t row = 0; row < parts.size(); ++row) {
    if (parts[row] == part) ++counts[static_cast<std::size_t>(label.classes[row])];
  }
  return counts;
}

std::vector<bool> TestRows(const Label& label, std::string_view digest,
                           const SplitOptions& options) {
  const std::vector<RowPart> parts = SplitRows(label, digest, options).value();
  std::vector<bool> rows;
  for (const RowPart part : parts) rows.push_back(part == RowPart::kTest);
  return rows;
}

TEST(SplitTest, DividesEachClassInProportion) {
  const Label label = Classes({100, 50, 10});
  const auto parts = SplitRows(label, kDigest, {});
  ASSERT_THAT(parts, IsOk());
  EXPECT_THAT(ClassCounts(label, *parts, RowPart::kTest), ElementsAre(20, 10, 2));
  EXPECT_THAT(ClassCounts(label, *parts, RowPart::kValidation), ElementsAre(20, 10, 2));
  EXPECT_THAT(ClassCounts(label, *parts, RowPart::kTraining), ElementsAre(60, 30, 6));
}

TEST(SplitTest, GivesLeftOverRowsToTheLargestRemainders) {
  const Label label = Classes({14, 13, 3});  // a fifth: 2.8, 2.6, 0.6; 6 of 30
  const auto parts = SplitRows(label, kDigest, {});
  ASSERT_THAT(parts, IsOk());
  EXPECT_THAT(ClassCounts(label, *parts, RowPart::kTest), ElementsAre(3, 3, 0));
  EXPECT_EQ(Count(*parts, RowPart::kTest), 6);
  EXPECT_EQ(Count(*parts, RowPart::kValidation), 6);
}

TEST(SplitTest, KeepsATrainingRowOfEveryClass) {
  for (const SplitOptions& options :
       {SplitOptions{0.2, 0.2, 0}, SplitOptions{0.45, 0.45, 0}, SplitOptions{0.89, 0.01, 0}}) {
    const Label label = Classes({200, 1, 2, 3, 9});
    const auto parts = SplitRows(label, kDigest, options);
    ASSERT_THAT(parts, IsOk());
    const auto training = ClassCounts(label, *parts, RowPart::kTraining);
    EXPECT_GE(*std::min_element(training.begin(), training.end()), 1);
  }
}

TEST(SplitTest, NamesTheClassWithTooFewRows) {
  EXPECT_THAT(SplitRows(Classes({2, 1, 2, 2}), kDigest, {0.45, 0.45, 0}),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("'kind' is 'class_1' with 1 rows"), HasSubstr("add rows"))));
}

TEST(SplitTest, DividesRegressionRowsPlainly) {
  const auto parts = SplitRows(Targets(442), kDigest, {0.25, 0.1, 0});
  ASSERT_THAT(parts, IsOk());
  EXPECT_EQ(Count(*parts, RowPart::kTest), 44);
  EXPECT_EQ(Count(*parts, RowPart::kValidation), 111);
  EXPECT_EQ(Count(*parts, RowPart::kTraining), 287);
}

TEST(SplitTest, SealsTheSameTestRowsWhateverTheValidationFraction) {
  const Label label = Classes({60, 41, 7});
  EXPECT_EQ(TestRows(label, kDigest, {0.2, 0.2, 0}), TestRows(label, kDigest, {0.5, 0.2, 0}));
}

TEST(SplitTest, SealsOtherRowsForAnotherDigestOrSplitSeed) {
  const Label label = Targets(1'000);
  const auto rows = TestRows(label, kDigest, {0.2, 0.2, 0});
  EXPECT_EQ(TestRows(label, kDigest, {0.2, 0.2, 0}), rows);
  EXPECT_NE(TestRows(label, kOtherDigest, {0.2, 0.2, 0}), rows);
  EXPECT_NE(TestRows(label, kDigest, {0.2, 0.2, 1}), rows);
}

TEST(SplitTest, LeavesNoPartEmptyAndTwoRowsToLearnFrom) {
  EXPECT_THAT(SplitRows(Targets(4), kDigest, {0.25, 0.25, 0}), IsOk());
  for (const std::size_t rows : {0U, 1U, 2U}) {
    EXPECT_THAT(SplitRows(Targets(rows), kDigest, {}),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr("too few rows")));
  }
  EXPECT_THAT(SplitRows(Targets(3), kDigest, {1.0 / 3, 1.0 / 3, 0}),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("1 for training")));
}

TEST(SplitTest, RefusesFractionsOutOfRange) {
  for (const double fraction : {0.0, -0.2, 0.95, std::nan("")}) {
    EXPECT_THAT(SplitRows(Targets(100), kDigest, {fraction, 0.2, 0}),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr("validation_fraction is")));
    EXPECT_THAT(SplitRows(Targets(100), kDigest, {0.2, fraction, 0}),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr("test_fraction is")));
  }
  EXPECT_THAT(SplitRows(Targets(100), kDigest, {0.5, 0.5, 0}),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("at most 0.9")));
  EXPECT_THAT(SplitRows(Targets(100), kDigest, {0.6, 0.3, 0}), IsOk());
}

TEST(SplitTest, RefusesADigestThatIsNone) {
  EXPECT_THAT(SplitRows(Targets(100), "abc", {}),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("digest")));
}

}  // namespace
}  // namespace rung
