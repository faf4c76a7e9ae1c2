#include "common/data/array_file.h"

#include <bit>
#include <limits>

#include "common/status_macros.h"
#include "tests/unit/common/data/bytes.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::string_literals;

absl::StatusOr<ArrayFile> OpenBytes(const std::string& bytes) {
  const TemporaryFile file(bytes);
  ASSIGN_OR_RETURN(auto source, ByteSource::Open(file.path(), "data"));
  return ArrayFile::Open(std::move(source));
}

// The rows as lines of cells, whole files alone.
absl::StatusOr<std::string> Lines(const std::string& bytes) {
  ASSIGN_OR_RETURN(ArrayFile array, OpenBytes(bytes));
  std::string lines;
  for (std::int64_t row = 0; row < array.rows(); ++row, lines += '\n') {
    RETURN_IF_ERROR(array.AppendRow(lines));
  }
  RETURN_IF_ERROR(array.CheckAtEnd());
  return lines;
}

std::string Float(float number) { return LittleEndian(std::bit_cast<std::uint32_t>(number), 4); }
std::string Double(double number) { return LittleEndian(std::bit_cast<std::uint64_t>(number), 8); }

TEST(ArrayFileTest, TellsFormatsByTheirFirstBytes) {
  const TemporaryFile file;
  const auto format = [&](const std::string& bytes) {
    file.Write(bytes);
    return FormatOf(**ByteSource::Open(file.path(), "data"));
  };
  EXPECT_EQ(format("a,b\n1,2\n"), DataFormat::kCsv);
  EXPECT_EQ(format(""), DataFormat::kCsv);
  EXPECT_EQ(format(IdxHeader(8, {1})), DataFormat::kIdx);
  EXPECT_EQ(format(NpyOf("|u1", "(1,)", "1")), DataFormat::kNpy);
}

TEST(ArrayFileTest, ReadsEveryElementTypeOfIdx) {
  EXPECT_EQ(Lines(IdxHeader(0x08, {2, 2}) + "\x00\x01\xFE\xFF"s).value(), "0,1\n254,255\n");
  EXPECT_EQ(Lines(IdxHeader(0x09, {2}) + "\x7F\x80"s).value(), "127\n-128\n");
  EXPECT_EQ(Lines(IdxHeader(0x0B, {2}) + "\x01\x00\xFF\xFE"s).value(), "256\n-2\n");
  EXPECT_EQ(Lines(IdxHeader(0x0C, {1}) + "\x80\x00\x00\x00"s).value(), "-2147483648\n");
  EXPECT_EQ(Lines(IdxHeader(0x0D, {1}) + BigEndian(std::bit_cast<std::uint32_t>(0.1F), 4)).value(),
            "0.1\n");
  EXPECT_EQ(Lines(IdxHeader(0x0E, {1}) + BigEndian(std::bit_cast<std::uint64_t>(-0.1), 8)).value(),
            "-0.1\n");
}

TEST(ArrayFileTest, TakesTheFirstDimensionAsRowsAndLaysTheOthersFlat) {
  const auto array = OpenBytes(IdxHeader(0x08, {5, 28, 28}));
  ASSERT_THAT(array, IsOk());
  EXPECT_EQ(array->rows(), 5);
  EXPECT_EQ(array->columns(), 784);
  EXPECT_EQ(Lines(IdxHeader(0x08, {2, 2, 1, 2}) + "\1\2\3\4\5\6\7\10"s).value(),
            "1,2,3,4\n5,6,7,8\n");
}

TEST(ArrayFileTest, ReadsEveryNumberOfNpyInBothOrders) {
  EXPECT_EQ(Lines(NpyOf("|b1", "(2,)", "\x00\x01"s)).value(), "0\n1\n");
  EXPECT_EQ(Lines(NpyOf("|i1", "(1,)", "\xFF")).value(), "-1\n");
  EXPECT_EQ(Lines(NpyOf("<i2", "(1,)", LittleEndian(0xFFFE, 2))).value(), "-2\n");
  EXPECT_EQ(Lines(NpyOf(">i4", "(1,)", BigEndian(0xFFFFFFFE, 4))).value(), "-2\n");
  EXPECT_EQ(Lines(NpyOf("<i8", "(1,)", LittleEndian(1ULL << 63, 8))).value(),
            "-9223372036854775808\n");
  EXPECT_EQ(Lines(NpyOf(">u2", "(1,)", BigEndian(0xFFFE, 2))).value(), "65534\n");
  EXPECT_EQ(Lines(NpyOf("<u8", "(1,)", LittleEndian(~0ULL, 8))).value(), "18446744073709551615\n");
  EXPECT_EQ(Lines(NpyOf("<f4", "(2,)", Float(1e10F) + Float(0.1F))).value(), "1e+10\n0.1\n");
  EXPECT_EQ(
      Lines(NpyOf(">f8", "(1,)", BigEndian(std::bit_cast<std::uint64_t>(1.0 / 3), 8))).value(),
      "0.3333333333333333\n");
}

TEST(ArrayFileTest, ReadsFloatsOf16Bits) {
  std::string values;
  for (const int bits : {0x3C00, 0xC000, 0x3555, 0x0001, 0x7BFF, 0x8000, 0x7E00}) {
    values += LittleEndian(static_cast<std::uint64_t>(bits), 2);
  }
  EXPECT_EQ(Lines(NpyOf("<f2", "(1, 7)", values)).value(),
            "1,-2,0.33325195,5.9604645e-08,65504,-0,\n");
}

TEST(ArrayFileTest, TakesNanAsMissingAndRefusesInfinity) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(Lines(NpyOf("<f4", "(1, 3)", Float(1) + Float(nan) + Float(2))).value(), "1,,2\n");
  EXPECT_THAT(Lines(NpyOf("<f4", "(2, 2)", Float(1) + Float(2) + Float(3) + Float(-infinity))),
              IsInvalid(AllOf(StartsWith("data: row 2, column x1: "), HasSubstr("not a finite"))));
  EXPECT_THAT(Lines(NpyOf("<f8", "(1,)", Double(1e39))), IsInvalid(HasSubstr("32-bit floats")));
}

TEST(ArrayFileTest, ReadsTextOfOneDimension) {
  EXPECT_EQ(Lines(NpyOf("|S5", "(3,)", "cat\0\0dog, a\"b\0\0"s)).value(),
            "cat\n\"dog, \"\n\"a\"\"b\"\n");
  const auto utf32 = [](const std::vector<std::uint32_t>& codes) {
    std::string bytes;
    for (const std::uint32_t code : codes) bytes += LittleEndian(code, 4);
    return bytes;
  };
  EXPECT_EQ(Lines(NpyOf("<U2", "(3,)", utf32({0xFC, 0, 'a', 0x20AC, 0x1F600, 0}))).value(),
            "\xC3\xBC\na\xE2\x82\xAC\n\xF0\x9F\x98\x80\n");
  EXPECT_EQ(Lines(NpyOf(">U1", "(1,)", BigEndian('z', 4))).value(), "z\n");
  EXPECT_THAT(Lines(NpyOf("<U1", "(1,)", utf32({0xD800}))), IsInvalid(HasSubstr("not Unicode")));
  EXPECT_THAT(Lines(NpyOf("|S1", "(1,)", "\xFC")), IsInvalid(HasSubstr("not UTF-8")));
  EXPECT_THAT(Lines(NpyOf("|S3", "(1,)", "a\0b"s)), IsInvalid(HasSubstr("NUL")));
  EXPECT_THAT(Lines(NpyOf("|S1", "(1, 1)", "a")), IsInvalid(HasSubstr("several dimensions")));
}

TEST(ArrayFileTest, ReadsTheFormats1To3AndNoOther) {
  const std::string dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }\n";
  for (const int major : {1, 2, 3}) EXPECT_EQ(Lines(Npy(dictionary, "\7", major)).value(), "7\n");
  EXPECT_THAT(Lines(Npy(dictionary, "\7", 4)), IsInvalid(HasSubstr("format 4.0")));
}

TEST(ArrayFileTest, RefusesWhatIsNoArrayOfNumbers) {
  for (const char* descr :
       {"<c8", "<f16", "|V8", "<M8[ns]", "<i3", "|i4", "=f4", "f4", "<f", "<U0"}) {
    EXPECT_THAT(Lines(NpyOf(descr, "(1,)", "12345678")), IsInvalid(HasSubstr("elements of type")))
        << descr;
  }
  EXPECT_THAT(Lines(NpyOf("|O", "(1,)", "x")), IsInvalid(HasSubstr("Python objects")));
  EXPECT_THAT(Lines(Npy("{'descr': [('a', '<f4')], 'shape': (1,)}", "x")),
              IsInvalid(HasSubstr("structures")));
  EXPECT_THAT(Lines(Npy("nonsense", "x")), IsInvalid(HasSubstr("damaged")));
  EXPECT_THAT(Lines(IdxHeader(0x0A, {1}) + "x"), IsInvalid(HasSubstr("0x0a")));
}

TEST(ArrayFileTest, RefusesFortransOrderWithTheWayOut) {
  const auto npy = [](std::string_view shape) {
    return Npy("{'descr': '|u1', 'fortran_order': True, 'shape': " + std::string(shape) + "}",
               "\1\2");
  };
  EXPECT_THAT(Lines(npy("(1, 2)")), IsInvalid(HasSubstr("numpy.ascontiguousarray")));
  EXPECT_EQ(Lines(npy("(2,)")).value(), "1\n2\n");
}

TEST(ArrayFileTest, RefusesSizesThatNoFileHas) {
  EXPECT_THAT(Lines(IdxHeader(0x08, {})), IsInvalid(HasSubstr("single value")));
  EXPECT_THAT(Lines(NpyOf("|u1", "()", "1")), IsInvalid(HasSubstr("single value")));
  EXPECT_THAT(Lines(IdxHeader(0x08, {0, 3})), IsInvalid(HasSubstr("no rows")));
  EXPECT_THAT(Lines(IdxHeader(0x08, {3, 0})), IsInvalid(HasSubstr("no columns")));
  EXPECT_THAT(Lines(IdxHeader(0x08, {1, 65'537})), IsInvalid(HasSubstr("65536 columns")));
  EXPECT_THAT(Lines(IdxHeader(0x08, {1, 65'536, 65'536})), IsInvalid(HasSubstr("65536 columns")));
  EXPECT_THAT(OpenBytes(IdxHeader(0x08, {1, 65'536})), IsOk());
  EXPECT_THAT(Lines(NpyOf("<f8", "(9223372036854775807, 2)", "")), IsInvalid(HasSubstr("damaged")));
  EXPECT_THAT(Lines(NpyOf("|S65537", "(1,)", "")), IsInvalid(HasSubstr("65536 bytes")));
  EXPECT_THAT(Lines(NpyOf("<U9999999999999", "(1,)", "")),
              IsInvalid(HasSubstr("elements of type")));
}

TEST(ArrayFileTest, RefusesEveryTruncationAndTrailingBytes) {
  for (const std::string& whole :
       {IdxHeader(0x08, {2, 2}) + "\1\2\3\4"s, NpyOf("<i2", "(2, 1)", "\1\2\3\4")}) {
    ASSERT_THAT(Lines(whole), IsOk());
    for (std::size_t size = 6; size < whole.size(); ++size) {
      EXPECT_THAT(Lines(whole.substr(0, size)), IsInvalid(HasSubstr("data"))) << size;
    }
    EXPECT_THAT(Lines(whole + '\0'), IsInvalid(HasSubstr("longer than its header says")));
  }
}

TEST(ArrayFileTest, RefusesAHugeHeader) {
  std::string file = "\x93NUMPY\x02\x00"s + LittleEndian(0xFFFFFFFF, 4);
  EXPECT_THAT(Lines(file), IsInvalid(HasSubstr("4294967295 bytes")));
}

}  // namespace
}  // namespace rung
