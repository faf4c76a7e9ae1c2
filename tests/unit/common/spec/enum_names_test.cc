#include "common/spec/enum_names.h"

#include <gtest/gtest.h>

#include "rung/v1/search.pb.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {
namespace {

TEST(EnumNameTest, IsInLowerCase) {
  EXPECT_EQ(EnumName(v1::RELU), "relu");
  EXPECT_EQ(EnumName(v1::ADAMW), "adamw");
  EXPECT_EQ(EnumName(v1::CONSTANT), "constant");
  EXPECT_EQ(EnumName(v1::CLASSIFICATION), "classification");
  EXPECT_EQ(EnumName(v1::LOG_LOSS), "log_loss");
  EXPECT_EQ(EnumName(v1::Search::RUNNING), "running");
}

TEST(EnumNameTest, IsTheNumberWhereThereIsNoName) {
  EXPECT_EQ(EnumName(static_cast<v1::Activation>(77)), "77");
}

}  // namespace
}  // namespace rung
