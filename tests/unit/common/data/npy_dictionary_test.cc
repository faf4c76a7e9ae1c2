#include "common/data/npy_dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rung {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NpyDictionaryTest, ReadsWhatNumPyWrites) {
  const auto read = ParseNpyDictionary(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (60000, 28, 28), }  \n");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->descr, "<f4");
  EXPECT_FALSE(read->fortran_order);
  EXPECT_THAT(read->shape, ElementsAre(60000, 28, 28));
}

TEST(NpyDictionaryTest, ReadsTheKeysInAnyOrderAndOldLongNumbers) {
  const auto read =
      ParseNpyDictionary("{ \"shape\":(3L,) ,\"fortran_order\":True,\"descr\":\"|b1\"}");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->descr, "|b1");
  EXPECT_TRUE(read->fortran_order);
  EXPECT_THAT(read->shape, ElementsAre(3));
}

TEST(NpyDictionaryTest, ReadsTheShapeOfASingleValue) {
  const auto read = ParseNpyDictionary("{'descr': '<f4', 'fortran_order': False, 'shape': ()}");
  ASSERT_TRUE(read.has_value());
  EXPECT_THAT(read->shape, IsEmpty());
}

TEST(NpyDictionaryTest, TellsStructures) {
  EXPECT_EQ(ParseNpyDictionary("{'descr': [('a', '<f4')], 'shape': (1,)}")->descr, "[");
}

TEST(NpyDictionaryTest, RefusesAllElse) {
  const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }";
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(ParseNpyDictionary(good.substr(0, size)).has_value()) << size;
  }
  for (const char* text :
       {"{'descr': '<f4', 'fortran_order': False}", "{}",
        "{'descr': '<f4', 'descr': '<f4', 'a': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3, -4)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 99999999999999999999)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3 4)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': 1}",
        "{'descr': '\\x41', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} + evil()",
        "{'descr' '<f4', 'fortran_order': False, 'shape': (3,)}"}) {
    EXPECT_FALSE(ParseNpyDictionary(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace rung
