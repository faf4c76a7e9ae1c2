#include "coordinator/service/known_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "common/sha256.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::Eq;
using testing::Optional;

const Peer kAda = {Role::kClient, "ada"};
const Peer kBob = {Role::kWorker, "bob"};

class KnownTokensTest : public testing::Test {
 protected:
  KnownTokensTest() {
    Write(Line(kAda) + Line(kBob));
    auto opened = KnownTokens::Open(path_);
    EXPECT_THAT(opened, IsOk());
    tokens_ = *std::move(opened);
  }
  ~KnownTokensTest() override { std::filesystem::remove(path_); }

  std::string Line(const Peer& peer) const {
    return TokenLine({Sha256Hex(peer.name), peer, now_ + std::chrono::hours(1)});
  }
  void Write(const std::string& text) const { std::ofstream(path_) << text; }
  // Whom the token of that peer stands for two seconds later.
  std::optional<Peer> Later(const Peer& peer) {
    now_ += std::chrono::seconds(2);
    return tokens_->PeerOf(peer.name, now_);
  }

  const std::string path_ = testing::TempDir() + "known_tokens_" +
                            testing::UnitTest::GetInstance()->current_test_info()->name();
  WallTime now_ = WallTime(std::chrono::hours(24 * 365 * 50));
  std::unique_ptr<KnownTokens> tokens_;
};

TEST_F(KnownTokensTest, StandForTheirPeers) {
  EXPECT_THAT(Later(kAda), Optional(Eq(kAda)));
  EXPECT_THAT(Later(kBob), Optional(Eq(kBob)));
  EXPECT_EQ(Later({Role::kClient, "eve"}), std::nullopt);
}

TEST_F(KnownTokensTest, ALineThatIsRemovedIsRefusedWhoeverMayReadTheFile) {
  Write(Line(kBob));
  chmod(path_.c_str(), 0644);
  EXPECT_EQ(Later(kAda), std::nullopt);
  EXPECT_THAT(Later(kBob), Optional(Eq(kBob)));
}

TEST_F(KnownTokensTest, AWrongLineKeepsNobodyElseOut) {
  Write("#" + Line(kAda) + Line(kBob));
  EXPECT_EQ(Later(kAda), std::nullopt);
  EXPECT_THAT(Later(kBob), Optional(Eq(kBob)));
}

TEST_F(KnownTokensTest, AWrongLineLetsNobodyNewIn) {
  Write(Line(kBob));
  ASSERT_EQ(Later(kAda), std::nullopt);
  Write("wrong\n" + Line(kAda) + Line(kBob));
  EXPECT_EQ(Later(kAda), std::nullopt);
  Write(Line(kAda) + Line(kBob));
  EXPECT_THAT(Later(kAda), Optional(Eq(kAda)));
}

TEST_F(KnownTokensTest, AFileThatOthersMayChangeIsNotBelieved) {
  chmod(path_.c_str(), 0622);
  EXPECT_EQ(Later(kAda), std::nullopt);
  chmod(path_.c_str(), 0600);
  EXPECT_THAT(Later(kAda), Optional(Eq(kAda)));
}

TEST_F(KnownTokensTest, AFileThatIsGoneHoldsNone) {
  std::filesystem::remove(path_);
  EXPECT_EQ(Later(kAda), std::nullopt);
}

}  // namespace
}  // namespace rung
