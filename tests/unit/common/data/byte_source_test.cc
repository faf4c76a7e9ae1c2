#include "common/data/byte_source.h"

#include <cstdint>

#include "tests/unit/common/data/bytes.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

absl::StatusOr<std::string> ReadWhole(const std::string& path,
                                      std::int64_t max_bytes = kMaxUnpackedBytes) {
  auto source = ByteSource::Open(path, "data.bin", max_bytes);
  if (!source.ok()) return source.status();
  std::string whole(std::size_t{8} << 20, '\0');
  const auto found = (*source)->ReadSome(whole);
  if (!found.ok()) return found.status();
  whole.resize(*found);
  return whole;
}

std::string LongText() {
  std::string text;
  for (std::int64_t i = 0; i < 200'000; ++i) text += std::to_string(i * i % 977) + ",";
  return text;
}

TEST(ByteSourceTest, ReadsPlainAndCompressedFilesAlike) {
  const TemporaryFile file(LongText());
  EXPECT_EQ(ReadWhole(file.path()).value(), LongText());
  EXPECT_FALSE((*ByteSource::Open(file.path(), "data.bin"))->is_compressed());
  WriteCompressed(file.path(), LongText());
  EXPECT_LT(file.Read().size(), LongText().size() / 2);
  EXPECT_EQ(ReadWhole(file.path()).value(), LongText());
  EXPECT_TRUE((*ByteSource::Open(file.path(), "data.bin"))->is_compressed());
}

TEST(ByteSourceTest, ShowsTheFirstBytesWithoutTakingThem) {
  const TemporaryFile file("0123456789");
  const auto source = *ByteSource::Open(file.path(), "data.bin");
  EXPECT_EQ(source->head(), "01234567");
  std::string bytes(3, '\0');
  ASSERT_THAT(source->ReadAll(bytes), IsOk());
  EXPECT_EQ(bytes, "012");
  bytes.resize(7);
  ASSERT_THAT(source->ReadAll(bytes), IsOk());
  EXPECT_EQ(bytes, "3456789");
  EXPECT_EQ(source->head(), "01234567");
  EXPECT_THAT(source->CheckAtEnd(), IsOk());
}

TEST(ByteSourceTest, ReadsEmptyFiles) {
  const TemporaryFile file("");
  EXPECT_EQ(ReadWhole(file.path()).value(), "");
}

TEST(ByteSourceTest, SaysWhereAFileIsShorterOrLongerThanItsHeaderSays) {
  const TemporaryFile file("0123456789");
  std::string bytes(11, '\0');
  EXPECT_THAT((*ByteSource::Open(file.path(), "data.bin"))->ReadAll(bytes),
              IsInvalid(HasSubstr("data.bin is shorter")));
  EXPECT_THAT((*ByteSource::Open(file.path(), "data.bin"))->CheckAtEnd(),
              IsInvalid(HasSubstr("data.bin is longer")));
}

TEST(ByteSourceTest, RefusesEveryTruncationOfCompressedData) {
  const TemporaryFile file;
  WriteCompressed(file.path(), "some text that is not long");
  const std::string bytes = file.Read();
  for (std::size_t size = 3; size < bytes.size(); ++size) {
    file.Write(bytes.substr(0, size));
    EXPECT_THAT(ReadWhole(file.path()), IsInvalid(HasSubstr("data.bin"))) << size;
  }
}

TEST(ByteSourceTest, RefusesDamagedCompressedData) {
  const TemporaryFile file;
  WriteCompressed(file.path(), LongText());
  std::string bytes = file.Read();
  char& checksum = bytes[bytes.size() - 8];
  checksum = static_cast<char>(checksum ^ 0x55);
  file.Write(bytes);
  EXPECT_THAT(ReadWhole(file.path()),
              IsInvalid("data.bin is damaged: its compressed data cannot be unpacked; copy it "
                        "again"));
}

TEST(ByteSourceTest, StopsAtFilesThatUnpackWithoutEnd) {
  const TemporaryFile file;
  WriteCompressed(file.path(), std::string(1 << 20, ' '));
  EXPECT_THAT(ReadWhole(file.path(), 1 << 20), IsOk());
  EXPECT_THAT(ReadWhole(file.path(), (1 << 20) - 1),
              IsInvalid(HasSubstr("data.bin holds more than 1048575 bytes")));
}

TEST(ByteSourceTest, NamesAFileThatCannotBeRead) {
  EXPECT_THAT(ByteSource::Open("/no/such/file", "data.bin"),
              StatusIs(StatusCode::kNotFound, HasSubstr("cannot open data.bin")));
  EXPECT_THAT(ByteSource::Open(testing::TempDir(), "data.bin"),
              StatusIs(StatusCode::kUnavailable, HasSubstr("cannot read data.bin")));
}

}  // namespace
}  // namespace rung
