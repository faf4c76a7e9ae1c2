#include "client/render/identity_view.h"

#include <gtest/gtest.h>

#include <chrono>

namespace rung {
namespace {

WallTime At(int seconds) { return std::chrono::system_clock::from_time_t(seconds); }

TEST(AuthorityAnswerTest, ShowsNameFingerprintAndExpiry) {
  const Answer answer = AuthorityAnswer({"rung CA 0a1b2c3d", "ab12", At(0), At(86400)});
  EXPECT_EQ(Render(answer, Format::kTable),
            "CA 'rung CA 0a1b2c3d'\n"
            "SHA-256      ab12\n"
            "valid        1970-01-01T00:00:00Z to 1970-01-02T00:00:00Z\n");
  EXPECT_EQ(answer.json["authority_sha256"], "ab12");
  EXPECT_EQ(answer.json["valid_until"], "1970-01-02T00:00:00Z");
}

TEST(AuthorityAnswerTest, EscapesControlCharacters) {
  EXPECT_EQ(AuthorityAnswer({"a\x1b[2J", "ab12", At(0), At(0)}).text.substr(0, 14),
            "CA 'a\\x1b[2J'\n");
}

TEST(IdentityAnswerTest, EscapesControlCharactersInHosts) {
  const Answer answer = IdentityAnswer({.peer = {Role::kCoordinator, "c"}, .hosts = {"a\x1b[2J"}});
  EXPECT_NE(answer.text.find("hosts        a\\x1b[2J\n"), std::string::npos) << answer.text;
}

}  // namespace
}  // namespace rung
