#include "common/escape.h"

#include <gtest/gtest.h>

namespace rung {
namespace {

TEST(EscapeControlsTest, WritesControlCharactersAsEscapes) {
  EXPECT_EQ(EscapeControls("a\x1b[31mb\n\x7f"), "a\\x1b[31mb\\x0a\\x7f");
}

TEST(EscapeControlsTest, WritesC1ControlsAndDirectionMarksAsEscapes) {
  EXPECT_EQ(EscapeControls("\xc2\x9b"
                           "1m \xe2\x80\xae"),
            "\\u009b1m \\u202e");
}

TEST(EscapeControlsTest, LeavesLettersOfAnyScriptAlone) {
  EXPECT_EQ(EscapeControls("Größe 尺寸 🙂"), "Größe 尺寸 🙂");
}

TEST(EscapeControlsTest, WritesBytesThatAreNotUtf8AsEscapes) {
  EXPECT_EQ(EscapeControls("\xff"
                           "a\xc3"),
            "\\xffa\\xc3");
  EXPECT_EQ(EscapeControls("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(EscapeControls("\xe0\x80\x9b"), "\\xe0\\x80\\x9b");
}

}  // namespace
}  // namespace rung
