#include "common/sha256.h"

#include <cstdio>
#include <fstream>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

// FIPS 180-2, appendix B.
constexpr char kDigestOfAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256Test, AgreesWithTheStandard) {
  EXPECT_EQ(Sha256Hex("abc"), kDigestOfAbc);
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256Test, GivesTheSameDigestForBytesInPieces) {
  Sha256 sha;
  sha.Update("a");
  sha.Update("");
  sha.Update("bc");
  EXPECT_EQ(sha.Hex(), kDigestOfAbc);
}

TEST(Sha256Test, DigestsAFileAsItsBytes) {
  const std::string path = testing::TempDir() + "sha256_test_file";
  const std::string bytes(3'000'000, 'x');
  std::ofstream(path, std::ios::binary) << bytes;
  const auto digest = Sha256HexOfFile(path);
  std::remove(path.c_str());
  ASSERT_THAT(digest, IsOk());
  EXPECT_EQ(*digest, Sha256Hex(bytes));
}

TEST(Sha256Test, NamesAFileThatDoesNotExist) {
  EXPECT_THAT(Sha256HexOfFile("/no/such/file"),
              StatusIs(absl::StatusCode::kNotFound, testing::HasSubstr("/no/such/file")));
}

TEST(Sha256Test, CannotDigestAFolder) {
  EXPECT_THAT(Sha256HexOfFile(testing::TempDir()),
              StatusIs(absl::StatusCode::kUnavailable, testing::HasSubstr("cannot read")));
}

TEST(Sha256Test, KnowsADigestByItsForm) {
  EXPECT_TRUE(IsSha256Hex(kDigestOfAbc));
  EXPECT_FALSE(IsSha256Hex("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
  EXPECT_FALSE(IsSha256Hex(std::string(63, 'a')));
  EXPECT_FALSE(IsSha256Hex(std::string(65, 'a')));
  EXPECT_FALSE(IsSha256Hex("../" + std::string(61, 'a')));
}

}  // namespace
}  // namespace rung
