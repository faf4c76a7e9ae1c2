#include "common/data/text.h"

#include <gtest/gtest.h>

#include <string>

namespace rung {
namespace {

TEST(TextTest, AcceptsWellFormedUtf8) {
  for (const char* text : {"", "plain", "gr\u00fcn", "\u20ac", "\U0001F600", "\uFFFD"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(TextTest, RefusesWhatUnicodeForbids) {
  for (const char* text :
       {"\xFC", "\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xE2\x82", "\xF0\x80\x80\x80"}) {
    EXPECT_FALSE(IsUtf8(text));
  }
}

TEST(TextTest, ShowsControlCharactersAndStrayBytesAsQuestionMarks) {
  EXPECT_EQ(Quoted("a\x1b[31mb\n"), "'a?[31mb?'");
  EXPECT_EQ(Quoted("gr\u00fcn"), "'gr\u00fcn'");
  EXPECT_EQ(Quoted("gr\xFCn"), "'gr?n'");
}

TEST(TextTest, CutsLongTextsBetweenCharacters) {
  EXPECT_EQ(Quoted(std::string(50, 'x')), "'" + std::string(40, 'x') + "…'");
  EXPECT_EQ(Quoted(std::string(39, 'x') + "\u20ac and more"), "'" + std::string(39, 'x') + "…'");
}

}  // namespace
}  // namespace rung
