#include "common/data/near_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace rung {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(NearNamesTest, NamesTheNearestFirst) {
  const std::vector<std::string> names = {"colours", "size", "colour", "Color"};
  EXPECT_THAT(DescribeNames("color", names),
              HasSubstr("near names are 'Color', 'colour', 'colours'; the columns are 'colours'"));
}

TEST(NearNamesTest, SaysNothingOfNearNamesWhereThereAreNone) {
  EXPECT_EQ(DescribeNames("weight", std::vector<std::string>{"a", "b"}),
            "the columns are 'a', 'b'");
}

TEST(NearNamesTest, ListsAtMostTwentyColumns) {
  std::vector<std::string> names;
  for (int i = 0; i < 25; ++i) names.push_back("column_" + std::to_string(i));
  const std::string text = DescribeNames("x", names);
  EXPECT_THAT(text, HasSubstr("'column_19' and 5 more"));
  EXPECT_THAT(text, Not(HasSubstr("column_20")));
}

}  // namespace
}  // namespace rung
