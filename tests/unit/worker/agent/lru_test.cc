#include "worker/agent/lru.h"

#include <gtest/gtest.h>

namespace rung {
namespace {

std::shared_ptr<const std::string> Text(const char* text) {
  return std::make_shared<const std::string>(text);
}

TEST(LruTest, DropsWhatWasUsedLongestAgo) {
  Lru<std::string> lru(2);
  lru.Put("a", Text("A"), 1);
  lru.Put("b", Text("B"), 1);
  ASSERT_NE(lru.Get("a"), nullptr);
  lru.Put("c", Text("C"), 1);
  EXPECT_EQ(lru.Get("b"), nullptr);
  EXPECT_EQ(*lru.Get("a"), "A");
  EXPECT_EQ(*lru.Get("c"), "C");
}

TEST(LruTest, CountsAValueThatIsPutAgainOnce) {
  Lru<std::string> lru(10);
  for (int i = 0; i < 5; ++i) lru.Put("a", Text("A"), 6);
  lru.Put("b", Text("B"), 4);
  EXPECT_NE(lru.Get("a"), nullptr);
  EXPECT_NE(lru.Get("b"), nullptr);
}

TEST(LruTest, MakesRoomByDroppingWhatIsNotInUse) {
  Lru<std::string> lru(10);
  lru.Put("a", Text("A"), 4);
  lru.Put("b", Text("B"), 4);
  const auto used = lru.Get("a");
  EXPECT_TRUE(lru.MakeRoom(6));
  EXPECT_EQ(lru.Get("b"), nullptr);
  EXPECT_NE(lru.Get("a"), nullptr);
}

TEST(LruTest, HasNoRoomBesideWhatIsInUse) {
  Lru<std::string> lru(10);
  lru.Put("a", Text("A"), 4);
  auto used = lru.Get("a");
  EXPECT_FALSE(lru.MakeRoom(7));
  EXPECT_FALSE(lru.MakeRoom(11));
  EXPECT_NE(lru.Get("a"), nullptr);
  used.reset();
  EXPECT_TRUE(lru.MakeRoom(7));
  EXPECT_EQ(lru.Get("a"), nullptr);
}

TEST(LruTest, DoesNotKeepWhatIsHeavierThanItsCapacity) {
  Lru<std::string> lru(10);
  lru.Put("a", Text("A"), 10);
  lru.Put("b", Text("B"), 11);
  EXPECT_NE(lru.Get("a"), nullptr);
  EXPECT_EQ(lru.Get("b"), nullptr);
}

}  // namespace
}  // namespace rung
