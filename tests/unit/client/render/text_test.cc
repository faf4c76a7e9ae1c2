#include "client/render/text.h"

#include <gtest/gtest.h>

#include <limits>

namespace rung {
namespace {

TEST(ShellQuotedTest, IsOneWordOfAShell) {
  EXPECT_EQ(ShellQuoted("runs/a_1.db"), "runs/a_1.db");
  EXPECT_EQ(ShellQuoted("my data.db"), "'my data.db'");
  EXPECT_EQ(ShellQuoted("it's $HOME"), "'it'\\''s $HOME'");
  EXPECT_EQ(ShellQuoted(""), "''");
}

TEST(EscapeLinesTest, KeepsLineFeedsAlone) {
  EXPECT_EQ(EscapeLines("a\x1b\nb\r\n"), "a\\x1b\nb\\x0d\n");
  EXPECT_EQ(EscapeLines(""), "");
}

TEST(CsvTextTest, QuotesWhatNeedsIt) {
  EXPECT_EQ(CsvText("plain"), "plain");
  EXPECT_EQ(CsvText("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvText("say \"hi\""), "\"say \"\"hi\"\"\"");
}

TEST(CsvTextTest, EscapesControlCharacters) {
  EXPECT_EQ(CsvText("two\nlines"), "two\\x0alines");
  EXPECT_EQ(CsvText("a\x1b[2J,\x7f"), "\"a\\x1b[2J,\\x7f\"");
  EXPECT_EQ(CsvText("\xc2\x9b"
                    "1m"),
            "\\u009b1m");
  EXPECT_EQ(CsvText("\xe2\x80\xae \xe2\x81\xa6 \xe2\x80\x8e \xd8\x9c"),
            "\\u202e \\u2066 \\u200e \\u061c");
  EXPECT_EQ(CsvText("\t=1"), "\\x09=1");
}

TEST(CsvTextTest, DisarmsFormulas) {
  EXPECT_EQ(CsvText("=1+1"), "'=1+1");
  EXPECT_EQ(CsvText("+1"), "'+1");
  EXPECT_EQ(CsvText("-1"), "'-1");
  EXPECT_EQ(CsvText("@SUM(A1,B1)"), "\"'@SUM(A1,B1)\"");
}

TEST(FirstPlacesTest, NeverCutsACharacterInTwo) {
  EXPECT_EQ(FirstPlaces("größe", 3), "grö");
  EXPECT_EQ(FirstPlaces("abc", 9), "abc");
  EXPECT_EQ(FirstPlaces("abc", 0), "");
}

TEST(ShortNumberTest, HasFourDigitsAndADashForWhatIsNotFinite) {
  EXPECT_EQ(ShortNumber(0.000123456), "0.0001235");
  EXPECT_EQ(ShortNumber(1.0), "1");
  EXPECT_EQ(ShortNumber(std::numeric_limits<double>::quiet_NaN()), "-");
}

TEST(ExactNumberTest, ReadsBackAsTheSameDouble) {
  for (const double value : {0.1, 1.0 / 3, 1e-300, 123456789.125}) {
    EXPECT_EQ(std::stod(ExactNumber(value)), value);
  }
}

TEST(GroupedNumberTest, SeparatesThousands) {
  EXPECT_EQ(GroupedNumber(0), "0");
  EXPECT_EQ(GroupedNumber(999), "999");
  EXPECT_EQ(GroupedNumber(1000), "1,000");
  EXPECT_EQ(GroupedNumber(-1234567), "-1,234,567");
  EXPECT_EQ(GroupedNumber(-123), "-123");
}

TEST(CountedTest, UsesThePluralForAllButOne) {
  EXPECT_EQ(Counted(1, "epoch"), "1 epoch");
  EXPECT_EQ(Counted(0, "epoch"), "0 epochs");
  EXPECT_EQ(Counted(6561, "epoch"), "6,561 epochs");
}

TEST(DurationTest, ChoosesUnitsForPeople) {
  EXPECT_EQ(Duration(0.04), "0.0 s");
  EXPECT_EQ(Duration(3.21), "3.2 s");
  EXPECT_EQ(Duration(9.96), "10 s");
  EXPECT_EQ(Duration(250), "4 min 10 s");
  EXPECT_EQ(Duration(7500), "2 h 5 min");
  EXPECT_EQ(Duration(3 * 86400 + 4 * 3600), "3 d 4 h");
  EXPECT_EQ(Duration(std::numeric_limits<double>::infinity()), "-");
}

TEST(BytesTest, ChoosesUnitsForPeople) {
  EXPECT_EQ(Bytes(812), "812 B");
  EXPECT_EQ(Bytes(3565158), "3.4 MiB");
}

}  // namespace
}  // namespace rung
