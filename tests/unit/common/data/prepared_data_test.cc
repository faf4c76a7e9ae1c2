#include "common/data/prepared_data.h"

#include <cstring>
#include <limits>

#include "tests/unit/common/data/temporary_file.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

PreparedTraining ClassificationData() {
  PreparedTraining data;
  data.objective = v1::CLASSIFICATION;
  data.outputs = 3;
  data.training = {3, 2, {1, -2, 3, 0.5F, 0, 1e30F}, {0, 2, 1}, {}};
  data.validation = {1, 2, {4, 5}, {2}, {}};
  return data;
}

PreparedTest RegressionData() {
  PreparedTest data;
  data.objective = v1::REGRESSION;
  data.target_mean = 152.5F;
  data.target_scale = 77;
  data.test = {2, 1, {0.25F, -1}, {}, {150, 75}};
  return data;
}

template <typename T>
void Overwrite(std::string& bytes, std::size_t offset, T value) {
  std::memcpy(bytes.data() + offset, &value, sizeof(value));
}

auto IsLost() { return StatusIs(StatusCode::kDataLoss, HasSubstr("cannot be used")); }

TEST(PreparedDataTest, ReadsBackWhatItWrites) {
  const TemporaryFile file;
  ASSERT_THAT(WritePreparedTraining(ClassificationData(), file.path()), IsOk());
  EXPECT_EQ(ReadPreparedTraining(file.path()).value(), ClassificationData());
  ASSERT_THAT(WritePreparedTest(RegressionData(), file.path()), IsOk());
  EXPECT_EQ(ReadPreparedTest(file.path()).value(), RegressionData());
}

TEST(PreparedDataTest, GivesTheSameBytesForTheSameData) {
  const TemporaryFile file;
  ASSERT_THAT(WritePreparedTraining(ClassificationData(), file.path()), IsOk());
  const std::string bytes = file.Read();
  ASSERT_THAT(WritePreparedTraining(ClassificationData(), file.path()), IsOk());
  EXPECT_EQ(file.Read(), bytes);
  EXPECT_EQ(bytes.size(), 56U + 4 * (6 + 3 + 2 + 1));
}

TEST(PreparedDataTest, RefusesTheOtherKindOfFile) {
  const TemporaryFile file;
  ASSERT_THAT(WritePreparedTraining(ClassificationData(), file.path()), IsOk());
  EXPECT_THAT(ReadPreparedTest(file.path()), IsLost());
}

TEST(PreparedDataTest, RefusesEveryTruncationAndTrailingBytes) {
  const TemporaryFile file;
  ASSERT_THAT(WritePreparedTraining(ClassificationData(), file.path()), IsOk());
  const std::string bytes = file.Read();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    file.Write(bytes.substr(0, size));
    EXPECT_THAT(ReadPreparedTraining(file.path()), IsLost()) << size;
  }
  file.Write(bytes + '\0');
  EXPECT_THAT(ReadPreparedTraining(file.path()), IsLost());
}

// A byte may change into other valid data; then these can be written again.
TEST(PreparedDataTest, RefusesOrReadsEverySingleByteCorruption) {
  const TemporaryFile file;
  ASSERT_THAT(WritePreparedTest(RegressionData(), file.path()), IsOk());
  const std::string bytes = file.Read();
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    for (const int flip : {0x01, 0x40, 0x80, 0xFF}) {
      std::string corrupt = bytes;
      corrupt[place] = static_cast<char>(corrupt[place] ^ flip);
      file.Write(corrupt);
      const auto data = ReadPreparedTest(file.path());
      if (data.ok()) {
        ASSERT_THAT(WritePreparedTest(*data, file.path()), IsOk());
        EXPECT_EQ(file.Read(), corrupt);
      } else {
        EXPECT_THAT(data, IsLost());
      }
    }
  }
}

TEST(PreparedDataTest, RefusesSizesThatOverflow) {
  const TemporaryFile file;
  ASSERT_THAT(WritePreparedTest(RegressionData(), file.path()), IsOk());
  const std::string bytes = file.Read();
  for (const std::int64_t rows :
       {std::numeric_limits<std::int64_t>::max(), std::int64_t{1} << 61, std::int64_t{1} << 62,
        (std::int64_t{1} << 61) + 2, std::int64_t{-2}, std::int64_t{1} << 40}) {
    std::string corrupt = bytes;
    Overwrite(corrupt, 40, rows);
    file.Write(corrupt);
    EXPECT_THAT(ReadPreparedTest(file.path()), IsLost()) << rows;
  }
}

TEST(PreparedDataTest, RefusesValuesThatAreNotFiniteAndClassesOutOfRange) {
  const TemporaryFile file;
  ASSERT_THAT(WritePreparedTraining(ClassificationData(), file.path()), IsOk());
  const std::string bytes = file.Read();
  std::string corrupt = bytes;
  Overwrite(corrupt, 56 + 4 * 5, std::numeric_limits<float>::infinity());
  file.Write(corrupt);
  EXPECT_THAT(ReadPreparedTraining(file.path()), IsLost());
  for (const std::int32_t index : {3, -1}) {
    corrupt = bytes;
    Overwrite(corrupt, 56 + 4 * 6, index);
    file.Write(corrupt);
    EXPECT_THAT(ReadPreparedTraining(file.path()), IsLost());
  }
}

TEST(PreparedDataTest, WritesNothingThatCouldNotBeReadBack) {
  const TemporaryFile file("as it was");
  PreparedTraining data = ClassificationData();
  data.validation.features[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(WritePreparedTraining(data, file.path()),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("not finite")));
  data = ClassificationData();
  data.validation = {1, 1, {4}, {2}, {}};
  EXPECT_THAT(WritePreparedTraining(data, file.path()),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("differ in inputs")));
  data = ClassificationData();
  data.training.classes.pop_back();
  EXPECT_THAT(WritePreparedTraining(data, file.path()),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("classes")));
  EXPECT_EQ(file.Read(), "as it was");
}

TEST(PreparedDataTest, NamesAFileThatCannotBeUsed) {
  EXPECT_THAT(ReadPreparedTest("/no/such/file"),
              StatusIs(StatusCode::kNotFound, HasSubstr("/no/such/file")));
  EXPECT_THAT(WritePreparedTest(RegressionData(), "/no/such/file"),
              StatusIs(StatusCode::kUnavailable, HasSubstr("/no/such/file")));
}

TEST(PreparedDataTest, ReportsADiskThatIsFull) {
  EXPECT_THAT(WritePreparedTest(RegressionData(), "/dev/full"),
              StatusIs(StatusCode::kUnavailable, HasSubstr("cannot write")));
}

}  // namespace
}  // namespace rung
