#include "client/certs_folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "client/private_folder.h"
#include "common/tls/identity.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kHosts = {"lab-1"};
const Peer kWorker = {Role::kWorker, "lab-2"};

class CertsFolderTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return options_.folder + '/' + name; }
  std::string Content(const std::string& name) const {
    std::ifstream file(Path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::map<std::string, std::string> Contents() const {
    std::map<std::string, std::string> contents;
    for (const auto& entry : std::filesystem::directory_iterator(options_.folder)) {
      const std::string name = entry.path().filename();
      contents[name] = Content(name);
    }
    return contents;
  }
  // As where init was ended once it had written that many files.
  void InterruptAfter(std::size_t count) {
    ASSERT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
    std::filesystem::rename(Path("ca.key"), Path("ca.key.unfinished"));
    const std::array<std::string, 4> files = {"ca.key.unfinished", "ca.pem", "coordinator.pem",
                                              "client.pem"};
    for (std::size_t i = count; i < files.size(); ++i) std::filesystem::remove(Path(files[i]));
  }
  // What is said on stderr meanwhile.
  std::string NotesOfInit() {
    testing::internal::CaptureStderr();
    EXPECT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
    return testing::internal::GetCapturedStderr();
  }
  absl::Status MakeToken(absl::Status end_of_keep) {
    return MakeTokenIdentity(options_, kWorker, [&](const std::string& identity) {
      kept_.push_back(identity);
      return end_of_keep;
    });
  }

  const PrivateFolder folder_ = *PrivateFolder::Make();
  CertsOptions options_{.folder = folder_.File("certs")};
  std::vector<std::string> kept_;
};

TEST_F(CertsFolderTest, HoldsAWholeCaAndTheFirstIdentities) {
  ASSERT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
  EXPECT_EQ(Contents().size(), 4U);
  EXPECT_EQ(ReadIdentity(Path("client.pem"))->peer, (Peer{Role::kClient, "client"}));
  EXPECT_THAT(ReadIdentity(Path("coordinator.pem"))->hosts,
              testing::ElementsAre("lab-1", "localhost", "127.0.0.1", "::1"));
  EXPECT_THAT(MakeIdentity(options_, kWorker, {}), IsOk());
}

TEST_F(CertsFolderTest, IsMadeAnewAfterAnInterruptionAtAnyPoint) {
  for (const std::size_t count : {1, 2, 3, 4}) {
    options_.folder = folder_.File("after-" + std::to_string(count));
    InterruptAfter(count);
    EXPECT_THAT(MakeIdentity(options_, kWorker, {}),
                StatusIs(absl::StatusCode::kNotFound, HasSubstr("rung certs init")));
    ASSERT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
    EXPECT_EQ(Contents().size(), 4U);
    const std::string authority = ReadAuthorityFacts(Path("ca.pem"))->fingerprint;
    for (const char* file : {"coordinator.pem", "client.pem"}) {
      EXPECT_EQ(ReadIdentity(Path(file))->authority_fingerprint, authority) << file;
    }
    EXPECT_THAT(MakeIdentity(options_, kWorker, {}), IsOk());
  }
}

TEST_F(CertsFolderTest, StaysAsItIsWhereACaIs) {
  ASSERT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
  const auto before = Contents();
  EXPECT_THAT(MakeCertsFolder(options_, kHosts),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("there is a CA in")));
  EXPECT_EQ(Contents(), before);
}

TEST_F(CertsFolderTest, StaysAsItIsWhereTheKeyIsKeptElsewhere) {
  ASSERT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
  std::filesystem::remove(Path("ca.key"));
  const auto before = Contents();
  EXPECT_THAT(MakeCertsFolder(options_, kHosts),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("may be kept elsewhere")));
  EXPECT_EQ(Contents(), before);
}

TEST_F(CertsFolderTest, SaysWhereTheCasCertificateIsToBeHad) {
  ASSERT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
  std::filesystem::remove(Path("ca.pem"));
  EXPECT_THAT(MakeCertsFolder(options_, kHosts),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("remove ca.key")));
  EXPECT_THAT(MakeIdentity(options_, kWorker, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("put it back from there")));
}

TEST_F(CertsFolderTest, IsMadeByOneOfTwoAtOnce) {
  std::array<absl::Status, 2> ends;
  {
    std::vector<std::jthread> threads;
    for (absl::Status& end : ends) {
      threads.emplace_back([&] { end = MakeCertsFolder(options_, kHosts); });
    }
  }
  EXPECT_EQ(std::ranges::count_if(ends, &absl::Status::ok), 1);
  EXPECT_THAT(MakeIdentity(options_, kWorker, {}), IsOk());
}

TEST_F(CertsFolderTest, SaysOnceThatTheCaCutsALifeShort) {
  options_.days = 20;
  options_.authority_days = 10;
  const std::string notes = NotesOfInit();
  EXPECT_THAT(notes, HasSubstr("not for 20 days, as the CA in " + options_.folder));
  EXPECT_EQ(std::ranges::count(notes, '\n'), 1);
}

TEST_F(CertsFolderTest, SaysNothingOfALifeAsLongAsTheCas) {
  options_.days = options_.authority_days = 10;
  EXPECT_EQ(NotesOfInit(), "");
}

TEST_F(CertsFolderTest, NamesTheCaThatHasExpired) {
  options_.authority_days = -1;
  EXPECT_THAT(NotesOfInit(), HasSubstr("as the CA in"));
  EXPECT_THAT(MakeIdentity(options_, kWorker, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the CA in " + options_.folder + " has expired on")));
}

TEST_F(CertsFolderTest, KeepsTheOldTokenWhereTheNewOneIsNotKept) {
  ASSERT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
  ASSERT_THAT(MakeToken(absl::OkStatus()), IsOk());
  const std::string before = Content("tokens");
  options_.overwrites = true;
  EXPECT_THAT(MakeToken(absl::InternalError("full")), Not(IsOk()));
  EXPECT_EQ(Content("tokens"), before);
  EXPECT_THAT(MakeToken(absl::OkStatus()), IsOk());
  EXPECT_NE(Content("tokens"), before);
  EXPECT_EQ(kept_.size(), 3U);
}

TEST_F(CertsFolderTest, HandsOverNoTokenThatWouldTakeAnothersPlace) {
  ASSERT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
  ASSERT_THAT(MakeToken(absl::OkStatus()), IsOk());
  EXPECT_THAT(MakeToken(absl::OkStatus()),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--force")));
  EXPECT_EQ(kept_.size(), 1U);
}

TEST_F(CertsFolderTest, TellsTheCasCertificateFromOtherFiles) {
  ASSERT_THAT(MakeCertsFolder(options_, kHosts), IsOk());
  EXPECT_THAT(ReadAuthorityFacts(Path("ca.pem"))->name, testing::StartsWith("rung CA "));
  for (const std::string name : {"ca.key", "client.pem", "none", ""}) {
    EXPECT_FALSE(ReadAuthorityFacts(Path(name)).has_value()) << name;
  }
}

}  // namespace
}  // namespace rung
