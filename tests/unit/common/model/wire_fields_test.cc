#include "common/model/wire_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rung {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The numbers of all fields; -1 at the end where the bytes are no message.
std::vector<int> NumbersIn(const std::string& message) {
  WireFields fields(message);
  std::vector<int> numbers;
  while (fields.Next()) numbers.push_back(fields.number());
  if (!fields.is_whole()) numbers.push_back(-1);
  return numbers;
}

TEST(WireFieldsTest, PassesByFieldsOfEveryType) {
  const std::string message = std::string("\x08\x96\x01", 3) +          // 1: varint
                              std::string("\x11\0\0\0\0\0\0\0\0", 9) +  // 2: 64 bits
                              std::string("\x1a\x02hi", 4) +            // 3: bytes
                              std::string("\x25\0\0\0\0", 5);           // 4: 32 bits
  EXPECT_THAT(NumbersIn(message), ElementsAre(1, 2, 3, 4));
  WireFields fields(message);
  ASSERT_TRUE(fields.Next());
  EXPECT_EQ(fields.varint(), 150U);
  ASSERT_TRUE(fields.Next() && fields.Next());
  EXPECT_EQ(fields.bytes(), "hi");
  EXPECT_EQ(fields.varint(), 0U);
}

TEST(WireFieldsTest, TakesNothingForAMessage) { EXPECT_THAT(NumbersIn(""), IsEmpty()); }

TEST(WireFieldsTest, SaysWhereTheBytesAreNoMessage) {
  EXPECT_THAT(NumbersIn(std::string("\0", 1)), ElementsAre(-1));          // field 0
  EXPECT_THAT(NumbersIn("\x08"), ElementsAre(-1));                        // no varint
  EXPECT_THAT(NumbersIn("\x1a\x03hi"), ElementsAre(-1));                  // bytes cut off
  EXPECT_THAT(NumbersIn("\x1a\xff\xff\xff\xff\x0fhi"), ElementsAre(-1));  // 4 GiB of them
  EXPECT_THAT(NumbersIn("\x0b\x0c"), ElementsAre(-1));                    // a group
  EXPECT_THAT(NumbersIn("\x25\x01"), ElementsAre(-1));                    // 32 bits cut off
  EXPECT_THAT(NumbersIn("\xff\xff\xff\xff\xff\xff"), ElementsAre(-1));    // an endless tag
}

}  // namespace
}  // namespace rung
