#include "common/rpc/tls_diagnosis.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "common/rpc/channel.h"
#include "common/rpc/tls_credentials.h"
#include "common/tls/certificate_authority.h"
#include "rung/v1/blob.grpc.pb.h"
#include "tests/unit/common/rpc/test_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;
using testing::Optional;

const ValidTime kValid = {std::chrono::system_clock::now() - std::chrono::hours(1),
                          std::chrono::system_clock::now() + std::chrono::hours(1)};

// Two labs, and what answers at an address of this machine.
class TlsDiagnosisTest : public testing::Test {
 protected:
  std::string File(const std::string& name, const CertificateAuthority& authority, const Peer& peer,
                   const std::vector<std::string>& hosts, ValidTime valid = kValid) {
    const std::string path = directory_.PathOf(name);
    WriteContent(path, *authority.IssueIdentity(peer, hosts, valid));
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    return path;
  }

  // The address that a server with such credentials is called by.
  std::string Serve(const std::shared_ptr<grpc::ServerCredentials>& credentials) {
    grpc_init();
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", credentials, &port);
    builder.RegisterService(&blobs_);
    server_ = builder.BuildAndStart();
    return "127.0.0.1:" + std::to_string(port);
  }
  std::string ServeTls(const std::vector<std::string>& hosts = {"lab-1", "127.0.0.1"}) {
    identity_ = *IdentityInUse::Open(
        File("coordinator.pem", lab_, {Role::kCoordinator, "coordinator"}, hosts), nullptr);
    return Serve(TlsServerCredentials(*identity_, Callers::kWithCertificate));
  }

  static std::optional<std::string> Diagnose(const std::string& address,
                                             const std::string& identity) {
    return DiagnoseTls({.address = address, .identity = identity}, Role::kClient, {});
  }

  const TestDirectory directory_;
  const CertificateAuthority lab_ = *CertificateAuthority::Make(kValid);
  const CertificateAuthority other_lab_ = *CertificateAuthority::Make(kValid);
  const std::string client_ = File("client.pem", lab_, {Role::kClient, "ada"}, {});
  v1::BlobService::Service blobs_;  // a server is to have some service
  std::unique_ptr<IdentityInUse> identity_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(TlsDiagnosisTest, FindsNothingWhereAllIsWell) {
  EXPECT_EQ(Diagnose(ServeTls(), client_), std::nullopt);
}

TEST_F(TlsDiagnosisTest, SaysWhatSpeaksTlsAndWhatDoesNot) {
  EXPECT_THAT(Diagnose(ServeTls(), ""), Optional(HasSubstr("speaks TLS; name an identity")));
  const std::string plain = Serve(grpc::InsecureServerCredentials());
  EXPECT_EQ(Diagnose(plain, ""), std::nullopt);
  EXPECT_THAT(Diagnose(plain, client_), Optional(HasSubstr("speaks no TLS")));
}

TEST_F(TlsDiagnosisTest, SaysThatTheTwoAreOfDifferentAuthorities) {
  const std::string other = File("other.pem", other_lab_, {Role::kClient, "ada"}, {});
  EXPECT_THAT(Diagnose(ServeTls(), other), Optional(HasSubstr("of another CA than " + other)));
}

TEST_F(TlsDiagnosisTest, SaysForWhichHostsACertificateIs) {
  EXPECT_THAT(Diagnose(ServeTls({"lab-1", "10.0.0.5"}), client_),
              Optional(HasSubstr("is for lab-1, 10.0.0.5, not 127.0.0.1; call it by one of these, "
                                 "or make it anew there with `rung certs coordinator --host "
                                 "lab-1,10.0.0.5,127.0.0.1 --force`")));
}

TEST_F(TlsDiagnosisTest, SaysWhatIsWrongWithOurOwnFile) {
  const ValidTime over = {kValid.from, kValid.from + std::chrono::minutes(1)};
  const std::string expired = File("old.pem", lab_, {Role::kClient, "ada"}, {}, over);
  EXPECT_THAT(Diagnose(ServeTls(), expired), Optional(HasSubstr("has expired")));
}

TEST_F(TlsDiagnosisTest, FindsNothingWhereNothingListens) {
  const std::string address = ServeTls();
  server_->Shutdown();
  EXPECT_EQ(Diagnose(address, client_), std::nullopt);
}

TEST_F(TlsDiagnosisTest, ConnectsWhereItFindsNothing) {
  const auto channel = *Connect({.address = ServeTls(), .identity = client_}, nullptr);
  EXPECT_TRUE(
      channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(20)));
}

TEST(ExplainTlsTest, TellsAnExpiredCoordinatorFromARefusalOfOurs) {
  const Endpoint endpoint = {.address = "lab-1:7077", .identity = "client.pem"};
  TlsProbe probe = {.is_answered = true, .is_tls = true, .is_refused = true, .hosts = {"lab-1"}};
  EXPECT_THAT(ExplainTls(endpoint, probe), Optional(HasSubstr("compare the clock")));
  probe.verify_result = X509_V_ERR_CERT_HAS_EXPIRED;
  EXPECT_THAT(
      ExplainTls(endpoint, probe),
      Optional(HasSubstr("has expired on 1970-01-01T00:00:00Z; make it anew there with `rung "
                         "certs coordinator --host lab-1 --force`")));
}

}  // namespace
}  // namespace rung
