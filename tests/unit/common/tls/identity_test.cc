#include "common/tls/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "common/tls/certificate_authority.h"
#include "common/tls/openssl_types.h"
#include "tests/unit/common/tls/fixed_time.h"

namespace rung {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;

const ValidTime kValid = {kNow - hours(1), kNow + 365 * kDay};

CertificateAuthority NewAuthority() {
  return *CertificateAuthority::Make({kNow - hours(1), kNow + 3650 * kDay});
}

const CertificateAuthority& Authority() {
  static const CertificateAuthority authority = NewAuthority();
  return authority;
}

std::string WorkerPem(ValidTime valid = kValid) {
  return *Authority().IssueIdentity({Role::kWorker, "lab-2"}, {}, valid);
}

// The block of a PEM text with that number.
std::string Block(const std::string& pem, int number) {
  constexpr std::string_view kEnd = "-----END";
  std::size_t begin = 0;
  for (;; --number) {
    const std::size_t end = pem.find('\n', pem.find(kEnd, begin)) + 1;
    if (number == 0) return pem.substr(begin, end - begin);
    begin = end;
  }
}

std::string FaultOf(const std::string& pem) {
  return std::string(ParseIdentity(pem, "lab-2.pem").status().message());
}

TEST(IdentityTest, SaysWhoseItIsAndUntilWhen) {
  const auto identity = ParseIdentity(WorkerPem(), "lab-2.pem");
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->peer, (Peer{Role::kWorker, "lab-2"}));
  EXPECT_EQ(identity->valid_from, kValid.from);
  EXPECT_EQ(identity->valid_until, kValid.until);
  EXPECT_EQ(identity->authority_fingerprint.size(), 64U);
  EXPECT_TRUE(identity->hosts.empty());
}

TEST(IdentityTest, NamesTheHostsOfACoordinator) {
  const std::string pem = *Authority().IssueIdentity({Role::kCoordinator, "coordinator"},
                                                     {"lab-1", "10.0.0.5", "fd00::5"}, kValid);
  EXPECT_THAT(ParseIdentity(pem, "c.pem")->hosts, ElementsAre("lab-1", "10.0.0.5", "fd00::5"));
}

TEST(IdentityTest, IsForOneSideOfAConnectionAndSignsNothing) {
  const std::string coordinator =
      *Authority().IssueIdentity({Role::kCoordinator, "coordinator"}, {"lab-1"}, kValid);
  const std::vector<CertificatePointer> of_coordinator = ReadCertificates(coordinator);
  const std::vector<CertificatePointer> of_worker = ReadCertificates(WorkerPem());
  X509& server = *of_coordinator.front();
  X509& worker = *of_worker.front();
  EXPECT_EQ(X509_check_purpose(&server, X509_PURPOSE_SSL_SERVER, 0), 1);
  EXPECT_EQ(X509_check_purpose(&server, X509_PURPOSE_SSL_CLIENT, 0), 0);
  EXPECT_EQ(X509_check_purpose(&worker, X509_PURPOSE_SSL_SERVER, 0), 0);
  EXPECT_EQ(X509_check_purpose(&worker, X509_PURPOSE_SSL_CLIENT, 0), 1);
  EXPECT_EQ(X509_check_ca(&worker), 0);
}

TEST(IdentityTest, HasAKeyAndASerialOfItsOwnEachTime) {
  const std::string first = WorkerPem();
  const std::string second = WorkerPem();
  EXPECT_NE(Block(first, 0), Block(second, 0));
  EXPECT_NE(ParseIdentity(first, "a")->serial, ParseIdentity(second, "b")->serial);
}

TEST(IdentityTest, IsValidNoLongerThanItsAuthority) {
  const std::string pem = WorkerPem({kNow, kNow + 9999 * kDay});
  EXPECT_EQ(ParseIdentity(pem, "lab-2.pem")->valid_until, Authority().valid_until());
}

TEST(IdentityTest, IsRefusedWithoutOneOfItsParts) {
  const std::string pem = WorkerPem();
  EXPECT_THAT(FaultOf(""), HasSubstr("lab-2.pem lacks a private key"));
  EXPECT_THAT(FaultOf(Block(pem, 1) + Block(pem, 2)), HasSubstr("lacks a private key"));
  EXPECT_THAT(FaultOf(Block(pem, 0) + Block(pem, 2)), HasSubstr("lacks a certificate of its own"));
  EXPECT_THAT(FaultOf(Block(pem, 0)), HasSubstr("lacks a certificate of its own"));
  EXPECT_THAT(FaultOf(Block(pem, 0) + Block(pem, 1)), HasSubstr("lacks the CA's certificate"));
}

TEST(IdentityTest, IsRefusedWhereItsPartsDoNotBelongTogether) {
  const std::string one = WorkerPem();
  const std::string other = WorkerPem();
  EXPECT_THAT(FaultOf(Block(other, 0) + Block(one, 1) + Block(one, 2)),
              HasSubstr("does not fit its certificate"));
  const std::string foreign = *NewAuthority().CertificatePem();
  EXPECT_THAT(FaultOf(Block(one, 0) + Block(one, 1) + foreign), HasSubstr("its CA did not sign"));
}

TEST(IdentityTest, IsUsedByItsRoleAloneAndInItsTime) {
  const Identity identity = *ParseIdentity(WorkerPem(), "lab-2.pem");
  const auto message = [&](Role role, WallTime now) {
    return std::string(CheckUse(identity, "lab-2.pem", role, now).message());
  };
  EXPECT_EQ(message(Role::kWorker, kNow), "");
  EXPECT_THAT(message(Role::kClient, kNow), HasSubstr("that of worker 'lab-2'"));
  EXPECT_THAT(message(Role::kWorker, kNow - kDay), HasSubstr("is valid from"));
  EXPECT_THAT(message(Role::kWorker, kNow + 365 * kDay),
              HasSubstr("make it anew with `rung certs worker lab-2 --force`"));
}

TEST(IdentityTest, WarnsThirtyDaysBeforeItExpires) {
  const Identity identity = *ParseIdentity(WorkerPem(), "lab-2.pem");
  EXPECT_EQ(ExpiryWarning(identity, "lab-2.pem", kValid.until - 30 * kDay), std::nullopt);
  EXPECT_THAT(ExpiryWarning(identity, "lab-2.pem", kValid.until - 29 * kDay).value_or(""),
              HasSubstr("lab-2.pem expires on"));
}

TEST(IdentityTest, NamesTheCaWhereThatExpiresTooSoon) {
  const Identity identity =
      *ParseIdentity(WorkerPem({kNow, kNow + 9999 * kDay}), "lab-2.pem");  // as long as the CA
  EXPECT_THAT(ExpiryWarning(identity, "lab-2.pem", identity.valid_until - kDay).value_or(""),
              HasSubstr("its CA expires on " + TimeText(Authority().valid_until())));
  EXPECT_THAT(
      std::string(CheckUse(identity, "lab-2.pem", Role::kWorker, identity.valid_until).message()),
      HasSubstr("make a new CA"));
}

TEST(IdentityTest, OthersMayNotReadItsFile) {
  const std::string path = testing::TempDir() + "/identity_test.pem";
  std::ofstream(path) << WorkerPem();
  const bool is_of_root = geteuid() == 0;
  for (const mode_t mode : {0644U, 0604U, 0620U}) {
    chmod(path.c_str(), mode);
    EXPECT_THAT(std::string(ReadIdentity(path).status().message()),
                HasSubstr((is_of_root ? "chmod g-w,o= " : "chmod 600 ") + path));
  }
  chmod(path.c_str(), 0640);
  EXPECT_EQ(ReadIdentity(path).ok(), is_of_root);
  chmod(path.c_str(), 0600);
  EXPECT_TRUE(ReadIdentity(path).ok());
  chmod(path.c_str(), 0400);
  EXPECT_TRUE(ReadIdentity(path).ok());
  remove(path.c_str());
  EXPECT_THAT(std::string(ReadIdentity(path).status().message()), HasSubstr(path));
}

TEST(CertificateAuthorityTest, IsReadAsItIsWritten) {
  const auto read =
      CertificateAuthority::Read(*Authority().KeyPem(), *Authority().CertificatePem());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read->CertificatePem(), *Authority().CertificatePem());
  EXPECT_FALSE(
      CertificateAuthority::Read(*NewAuthority().KeyPem(), *Authority().CertificatePem()).ok());
}

TEST(CertificateAuthorityTest, SaysWhoItIsAndUntilWhen) {
  const std::optional<AuthorityFacts> facts = ParseAuthority(*Authority().CertificatePem());
  ASSERT_TRUE(facts.has_value());
  EXPECT_THAT(facts->name, testing::MatchesRegex("rung CA [0-9a-f]{8}"));
  EXPECT_EQ(facts->fingerprint, ParseIdentity(WorkerPem(), "lab-2.pem")->authority_fingerprint);
  EXPECT_EQ(facts->valid_until, Authority().valid_until());
}

TEST(CertificateAuthorityTest, IsNothingBesidesItsCertificate) {
  const std::string certificate = *Authority().CertificatePem();
  for (const std::string& pem : {std::string(), WorkerPem(), Block(WorkerPem(), 1),
                                 *Authority().KeyPem() + certificate, certificate + certificate}) {
    EXPECT_FALSE(ParseAuthority(pem).has_value()) << pem;
  }
}

TEST(IdentityTest, IsRenewedIntoAFileWhereItHoldsAToken) {
  const Identity identity = {.peer = {Role::kWorker, "lab-3"}, .token = "secret"};
  EXPECT_EQ(RenewCommand(identity), "rung certs token worker lab-3 --force -f lab-3.pem");
}

TEST(CertificateAuthorityTest, TakesNamesAndAddressesForHosts) {
  for (const char* host : {"lab-1", "lab-1.example.org", "1.lab", "10.0.0.5", "fd00::5"}) {
    EXPECT_TRUE(CheckHost(host).ok()) << host;
  }
  for (const char* host : {"", "[::1]", "lab 1", "lab-1:7077", "*.lab", "-lab", "a,b", "a\nb",
                           "1.2.3", "10.0.0.256", "1.2.3.4.", "7"}) {
    EXPECT_FALSE(CheckHost(host).ok()) << host;
  }
}

}  // namespace
}  // namespace rung
