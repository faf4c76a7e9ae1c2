#include "common/data/cell.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace rung {
namespace {

CellKind KindOf(std::string_view text) { return ReadCell(text).kind; }

TEST(CellTest, TakesEmptyNaAndQuestionMarkAsMissing) {
  for (const char* text : {"", "  ", "NA", "?", " NA ", "\t"}) {
    EXPECT_EQ(KindOf(text), CellKind::kMissing) << text;
  }
}

TEST(CellTest, ReadsDecimalNumbersWithBlanksAround) {
  EXPECT_EQ(ReadCell("3").number, 3.0F);
  EXPECT_EQ(ReadCell(" -0.5\t").number, -0.5F);
  EXPECT_EQ(ReadCell("+2").number, 2.0F);
  EXPECT_EQ(ReadCell("1e-3").number, 1e-3F);
  EXPECT_EQ(ReadCell(".5").number, 0.5F);
  EXPECT_EQ(KindOf("3."), CellKind::kNumber);
}

TEST(CellTest, RoundsNumbersOfAnyLengthAsTheStandardLibraryDoes) {
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = i % 2 == 0 ? "-" : "";
    for (auto digits = random() % 20; digits > 0; --digits) text += char('0' + random() % 10);
    if (i % 3 > 0) text += '.';
    for (auto digits = 1 + random() % 10; digits > 0; --digits) text += char('0' + random() % 10);
    const Cell cell = ReadCell(text);
    ASSERT_EQ(cell.kind, CellKind::kNumber) << text;
    ASSERT_EQ(cell.number, static_cast<float>(std::stod(text))) << text;
  }
}

TEST(CellTest, TakesNumbersTooSmallForAFloatAsZero) {
  for (const char* text : {"1e-60", "1e-4000", "-1e-4000"}) {
    EXPECT_EQ(KindOf(text), CellKind::kNumber) << text;
    EXPECT_EQ(ReadCell(text).number, 0.0F) << text;
  }
}

TEST(CellTest, KnowsWhatIsNotFinite) {
  for (const char* text :
       {"nan", "NaN", "-nan", "inf", "-INF", "+inf", "Infinity", "1e39", "-1e39", "1e4000"}) {
    EXPECT_EQ(KindOf(text), CellKind::kNotFinite) << text;
  }
  EXPECT_EQ(ReadCell("3.4028234e38").number, std::numeric_limits<float>::max());
}

TEST(CellTest, TakesAnythingElseAsText) {
  for (const char* text :
       {"red", "1,5", "0x10", "1 000", "--1", "+-1", "+", "-", ".", "1e", "na"}) {
    EXPECT_EQ(KindOf(text), CellKind::kText) << text;
  }
  EXPECT_EQ(ReadCell(" dark red ").text, "dark red");
}

}  // namespace
}  // namespace rung
