#include "common/data/encode_rows.h"

#include "tests/unit/common/data/small_tables.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;

TEST(EncodeRowsTest, MarksMissingNumbersThatTrainingRowsKnow) {
  const Table table{3, {Numbers("x", {1, kMissing, 3})}};
  const auto part =
      FitAndEncode(table, Regression({1, 2, 3}), {kTraining, kTraining, kTraining}, kTraining);
  ASSERT_THAT(part, IsOk());
  EXPECT_EQ(part->inputs, 2);
  EXPECT_THAT(part->features, ElementsAre(-1, 0, 0, 1, 1, 0));
}

TEST(EncodeRowsTest, PutsTheMeanForANumberThatOnlyOtherRowsMiss) {
  const Table table{3, {Numbers("x", {1, 3, kMissing})}};
  const auto part =
      FitAndEncode(table, Regression({1, 2, 3}), {kTraining, kTraining, kTest}, kTest);
  ASSERT_THAT(part, IsOk());
  EXPECT_THAT(part->features, ElementsAre(0));
}

TEST(EncodeRowsTest, GivesEachKnownCategoryAnInput) {
  const Table table{5, {Codes("c", {2, 0, -1, 1, 2}, {"a", "b", "c"})}};
  const std::vector<RowPart> parts = {kTraining, kTraining, kTraining, kTest, kTest};
  const Label label = Regression({1, 2, 3, 4, 5});
  EXPECT_THAT(FitAndEncode(table, label, parts, kTraining)->features,
              ElementsAre(0, 1, 1, 0, 0, 0));
  EXPECT_THAT(FitAndEncode(table, label, parts, kTest)->features, ElementsAre(0, 0, 0, 1));
}

TEST(EncodeRowsTest, CountsMissingAsAValueOfACategory) {
  const Table table{2, {Codes("c", {0, -1}, {"a"})}};
  const auto part = FitAndEncode(table, Regression({1, 2}), {kTraining, kTraining}, kTraining);
  ASSERT_THAT(part, IsOk());
  EXPECT_THAT(part->features, ElementsAre(1, 0));
}

TEST(EncodeRowsTest, ClipsWhatLiesFarFromTheTrainingRows) {
  const Table table{4, {Numbers("x", {1e-30F, 2e-30F, 1e30F, -1e30F})}};
  const auto part =
      FitAndEncode(table, Regression({1, 2, 3, 4}), {kTraining, kTraining, kTest, kTest}, kTest);
  ASSERT_THAT(part, IsOk());
  EXPECT_THAT(part->features, ElementsAre(4, -4));
}

}  // namespace
}  // namespace rung
