#include "coordinator/decide/session_names.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace rung {
namespace {

TEST(SessionNamesTest, KnowsTheNamesItMade) {
  const SessionNames names("key");
  for (const SessionId session : {SessionId{1}, SessionId{1} << 62}) {
    EXPECT_EQ(names.NumberOf(names.NameOf(session)), session);
  }
}

TEST(SessionNamesTest, KnowsNoOthers) {
  const SessionNames names("key");
  const std::string name = names.NameOf(7);
  EXPECT_EQ(SessionNames("other").NumberOf(name), std::nullopt);
  for (const std::string& guess : {std::string(), std::string("7"), std::string("7-"), "0" + name,
                                   name + "0", "8" + name.substr(1), "-" + name}) {
    EXPECT_EQ(names.NumberOf(guess), std::nullopt) << guess;
  }
}

}  // namespace
}  // namespace rung
