#include "common/tls/identity_in_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <string>
#include <vector>

#include "common/tls/certificate_authority.h"
#include "tests/unit/common/rpc/test_directory.h"

namespace rung {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const WallTime kRealNow = std::chrono::system_clock::now();
const ValidTime kValidNow = {kRealNow - std::chrono::hours(1), kRealNow + std::chrono::hours(48)};

class IdentityInUseTest : public testing::Test {
 protected:
  IdentityInUseTest() { Write(first_); }

  // In place, as `cp` does.
  void Write(const std::string& pem) const {
    WriteContent(path_, pem);
    chmod(path_.c_str(), S_IRUSR | S_IWUSR);
  }

  std::unique_ptr<IdentityInUse> Open() {
    return *IdentityInUse::Open(path_,
                                [this](const std::string& news, bool) { told_.push_back(news); });
  }

  const TestDirectory directory_;
  const std::string path_ = directory_.PathOf("coordinator.pem");
  const CertificateAuthority authority_ = *CertificateAuthority::Make(kValidNow);
  const Peer peer_ = {Role::kCoordinator, "coordinator"};
  const std::string first_ = *authority_.IssueIdentity(peer_, {"lab-1"}, kValidNow);
  const std::string second_ = *authority_.IssueIdentity(peer_, {"lab-1", "lab-9"}, kValidNow);
  std::vector<std::string> told_;  // before the identity, which tells until it ends
};

TEST_F(IdentityInUseTest, IsInMemoryWhole) {
  EXPECT_EQ(ContentOf(Open()->path_in_memory()), first_);
}

TEST_F(IdentityInUseTest, FollowsTheFileAndSaysSo) {
  const auto identity = Open();
  Write(second_);
  identity->Reread(kRealNow);
  EXPECT_EQ(ContentOf(identity->path_in_memory()), second_);
  EXPECT_THAT(identity->identity().hosts, ElementsAre("lab-1", "lab-9"));
}

TEST_F(IdentityInUseTest, KeepsTheLastOneThatWasWhole) {
  const auto identity = Open();
  const std::string key = second_.substr(0, second_.find("-----BEGIN CERT"));
  const std::string worker = *authority_.IssueIdentity({Role::kWorker, "lab-2"}, {}, kValidNow);
  const ValidTime over = {kValidNow.from, kValidNow.from + std::chrono::minutes(1)};
  const std::string expired = *authority_.IssueIdentity(peer_, {"lab-1"}, over);
  for (const std::string& pem :
       {std::string(), key, second_.substr(0, second_.size() / 2), std::string("rubbish"),
        second_.substr(key.size()), worker, expired}) {
    Write(pem);
    identity->Reread(kRealNow);
    EXPECT_EQ(ContentOf(identity->path_in_memory()), first_) << pem;
    EXPECT_THAT(identity->identity().hosts, ElementsAre("lab-1")) << pem;
  }
  remove(path_.c_str());
  identity->Reread(kRealNow);
  EXPECT_EQ(ContentOf(identity->path_in_memory()), first_);
}

TEST_F(IdentityInUseTest, TellsOfAFaultOnceAndOfItsEnd) {
  {
    const auto identity = Open();
    Write("rubbish");
    for (int i = 0; i < 3; ++i) identity->Reread(kRealNow);
    Write(second_);
    identity->Reread(kRealNow);
  }
  EXPECT_THAT(told_, ElementsAre(AllOf(HasSubstr(path_ + " lacks a private key"),
                                       HasSubstr("read before stays in use")),
                                 HasSubstr("uses the identity of")));
}

TEST_F(IdentityInUseTest, TellsThatTheAuthorityIsAnother) {
  {
    const auto identity = Open();
    Write(*CertificateAuthority::Make(kValidNow)->IssueIdentity(peer_, {"lab-1"}, kValidNow));
    identity->Reread(kRealNow);
  }
  EXPECT_THAT(told_, ElementsAre(HasSubstr("of another CA")));
}

TEST_F(IdentityInUseTest, SaysNothingWhereNothingChanges) {
  {
    const auto identity = Open();
    identity->Reread(kRealNow);
  }
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(IdentityInUseTest, IsRefusedAtFirstWhereItIsNotWhole) {
  Write("rubbish");
  EXPECT_EQ(IdentityInUse::Open(path_, nullptr).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace rung
