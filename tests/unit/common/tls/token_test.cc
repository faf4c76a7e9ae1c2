#include "common/tls/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "common/secret.h"
#include "common/sha256.h"
#include "common/tls/certificate_authority.h"
#include "common/tls/identity.h"
#include "tests/unit/common/tls/fixed_time.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using std::chrono::hours;
using testing::HasSubstr;

const Peer kWorker = {Role::kWorker, "lab-2"};

KnownToken Known(const std::string& token) { return {Sha256Hex(token), kWorker, kNow + hours(1)}; }

TEST(TokenTest, IsOf256RandomBits) {
  const std::string token = *MakeSecret();
  EXPECT_EQ(token.size(), 64U);
  EXPECT_NE(token, *MakeSecret());
}

TEST(TokenTest, StandsForItsPeerUntilItExpires) {
  const std::string token = *MakeSecret();
  const std::vector<KnownToken> known = {Known(*MakeSecret()), Known(token)};
  EXPECT_EQ(PeerOfToken(known, token, kNow), kWorker);
  EXPECT_EQ(PeerOfToken(known, token, kNow + hours(1)), std::nullopt);
  EXPECT_EQ(PeerOfToken(known, *MakeSecret(), kNow), std::nullopt);
  EXPECT_EQ(PeerOfToken(known, "", kNow), std::nullopt);
  EXPECT_EQ(PeerOfToken(known, known[1].sha256, kNow), std::nullopt);
}

TEST(TokenTest, IsAnIdentityWithItsAuthority) {
  const TokenClaim claim = {*MakeSecret(), kWorker, kNow + hours(1)};
  const auto authority = CertificateAuthority::Make({kNow, kNow + hours(24 * 365)});
  const std::string pem = TokenPem(claim) + *authority->CertificatePem();
  const auto identity = ParseIdentity(pem, "lab-2.pem");
  ASSERT_THAT(identity, IsOk());
  EXPECT_EQ(identity->token, claim.token);
  EXPECT_THAT(CheckUse(*identity, "lab-2.pem", Role::kWorker, kNow), IsOk());
  EXPECT_THAT(CheckUse(*identity, "lab-2.pem", Role::kWorker, kNow + hours(1)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("`rung certs token worker lab-2 --force -f lab-2.pem`")));
  EXPECT_THAT(ParseIdentity(TokenPem(claim), "lab-2.pem"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lacks the CA's")));
}

TEST(TokenTest, IsKnownByALineWithoutIt) {
  const std::string token = *MakeSecret();
  const std::string line = TokenLine(Known(token));
  EXPECT_EQ(line.find(token), std::string::npos);
  const auto known = ParseTokens("# of the lab\n\n" + line, "tokens");
  ASSERT_THAT(known, IsOk());
  ASSERT_EQ(known->size(), 1U);
  EXPECT_EQ(known->front().peer, kWorker);
  EXPECT_EQ(known->front().valid_until, kNow + hours(1));
  EXPECT_EQ(PeerOfToken(*known, token, kNow), kWorker);
}

TEST(TokenTest, NamesALineThatIsNone) {
  const std::string line = TokenLine(Known("x"));
  for (const std::string& bad :
       {line.substr(1), std::string("x worker lab-2 2027-01-01T00:00:00Z\n"),
        line.substr(0, line.size() - 2) + "\n", line.substr(0, line.size() - 1) + " more\n"}) {
    EXPECT_THAT(ParseTokens(line + bad, "tokens"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("tokens:2 is not")));
  }
}

}  // namespace
}  // namespace rung
