#include "common/data/prepare.h"

#include <cmath>
#include <numeric>

#include "common/sha256.h"
#include "tests/unit/common/data/temporary_file.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;
using testing::StartsWith;

absl::StatusOr<PreparedFiles> PrepareExample(const std::string& name, const v1::DataSpec& spec) {
  const std::string path = std::string(EXAMPLES_DIR) + "/" + name;
  return PrepareData(path, name, Sha256HexOfFile(path).value(), spec);
}

v1::DataSpec Digits() {
  v1::DataSpec spec;
  spec.set_label("digit");
  return spec;
}

std::vector<int> CountClasses(const PreparedPart& part) {
  std::vector<int> counts(10);
  for (const std::int32_t index : part.classes) ++counts.at(static_cast<std::size_t>(index));
  return counts;
}

TEST(PrepareTest, DividesTheDigitsExactlyInProportion) {
  const auto files = PrepareExample("digits.csv", Digits());
  ASSERT_THAT(files, IsOk());
  EXPECT_EQ(files->objective, v1::CLASSIFICATION);
  EXPECT_EQ(files->sizes.training_rows(), 1'079);
  EXPECT_EQ(files->sizes.validation_rows(), 359);
  EXPECT_EQ(files->sizes.test_rows(), 359);
  EXPECT_EQ(files->sizes.outputs(), 10);
  // A fifth of 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 rows.
  const auto counts = ElementsAre(36, 36, 35, 37, 36, 36, 36, 36, 35, 36);
  EXPECT_THAT(CountClasses(files->test.test), counts);
  EXPECT_THAT(CountClasses(files->training.validation), counts);
}

TEST(PrepareTest, LeavesOutThePixelsThatAreAlwaysBlank) {
  const auto files = PrepareExample("digits.csv", Digits());
  ASSERT_THAT(files, IsOk());
  EXPECT_THAT(files->left_out, testing::IsSupersetOf({"pixel_0_0", "pixel_4_0", "pixel_4_7"}));
  EXPECT_EQ(files->sizes.inputs(), 64 - static_cast<int>(files->left_out.size()));
  EXPECT_EQ(files->encoding.input_count(), files->sizes.inputs());
}

TEST(PrepareTest, StandardisesByTheTrainingRowsAndClips) {
  const auto files = PrepareExample("digits.csv", Digits());
  ASSERT_THAT(files, IsOk());
  const std::vector<float>& features = files->training.training.features;
  EXPECT_THAT(features, Each(testing::AllOf(Ge(-4), Le(4))));
  EXPECT_THAT(features, Contains(4));
  const auto inputs = static_cast<std::size_t>(files->sizes.inputs());
  const auto rows = static_cast<double>(features.size() / inputs);
  int unclipped = 0;
  for (std::size_t input = 0; input < inputs; ++input) {
    double sum = 0;
    double squares = 0;
    bool clipped = false;
    for (std::size_t cell = input; cell < features.size(); cell += inputs) {
      const auto feature = static_cast<double>(features[cell]);
      sum += feature;
      squares += feature * feature;
      clipped = clipped || std::abs(feature) == 4;
    }
    if (clipped) continue;
    ++unclipped;
    EXPECT_NEAR(sum / rows, 0, 1e-6);
    EXPECT_NEAR(squares / rows, 1, 1e-6);
  }
  EXPECT_GT(unclipped, 30);
}

TEST(PrepareTest, GivesTheSameAnswerTwice) {
  const auto first = PrepareExample("digits.csv", Digits());
  const auto second = PrepareExample("digits.csv", Digits());
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->training, second->training);
  EXPECT_EQ(first->test, second->test);
}

TEST(PrepareTest, SealsOtherRowsForAnotherSplitSeed) {
  v1::DataSpec spec = Digits();
  spec.set_split_seed(1);
  EXPECT_NE(PrepareExample("digits.csv", spec)->test, PrepareExample("digits.csv", Digits())->test);
}

TEST(PrepareTest, WritesFilesThatReadBack) {
  const auto files = PrepareExample("digits.csv", Digits());
  ASSERT_THAT(files, IsOk());
  const TemporaryFile file;
  ASSERT_THAT(WritePreparedTraining(files->training, file.path()), IsOk());
  EXPECT_EQ(ReadPreparedTraining(file.path()).value(), files->training);
  ASSERT_THAT(WritePreparedTest(files->test, file.path()), IsOk());
  EXPECT_EQ(ReadPreparedTest(file.path()).value(), files->test);
}

TEST(PrepareTest, PreparesARegression) {
  v1::DataSpec spec;
  spec.set_label("progression");
  spec.add_categorical("sex");
  spec.set_test_fraction(0.1);
  const auto files = PrepareExample("diabetes.csv", spec);
  ASSERT_THAT(files, IsOk());
  EXPECT_EQ(files->objective, v1::REGRESSION);
  EXPECT_EQ(files->sizes.test_rows(), 44);
  EXPECT_EQ(files->sizes.validation_rows(), 88);
  EXPECT_EQ(files->sizes.inputs(), 11);
  EXPECT_EQ(files->sizes.outputs(), 1);
  const auto& targets = files->training.training.targets;
  const double mean = std::accumulate(targets.begin(), targets.end(), 0.0) / 310;
  EXPECT_NEAR(static_cast<double>(files->training.target_mean), mean, 1e-3);
  EXPECT_EQ(files->test.target_scale, files->training.target_scale);
  EXPECT_THAT(targets, Each(testing::Ge(25)));
}

TEST(PrepareTest, TakesNumbersAsClassesOrQuantitiesAsToldSo) {
  v1::DataSpec spec = Digits();
  spec.set_objective(v1::REGRESSION);
  EXPECT_EQ(PrepareExample("digits.csv", spec)->sizes.outputs(), 1);
  spec.set_objective(v1::CLASSIFICATION);
  EXPECT_THAT(PrepareExample("digits.csv", spec)->encoding.class_names,
              ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
}

TEST(PrepareTest, SpeaksOfTheFileByItsDisplayName) {
  const TemporaryFile file("a,b\n1,2\n1\n");
  v1::DataSpec spec;
  spec.set_label("b");
  EXPECT_THAT(PrepareData(file.path(), "mine.csv", std::string(64, '0'), spec),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("mine.csv:3: row has 1 cells")));
}

TEST(PrepareTest, AsksForALabel) {
  EXPECT_THAT(PrepareData("any.csv", "any.csv", std::string(64, '0'), {}),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("no label")));
}

}  // namespace
}  // namespace rung
