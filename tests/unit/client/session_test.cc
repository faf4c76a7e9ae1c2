#include "client/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "client/launch.h"
#include "common/descriptor.h"
#include "common/sha256.h"
#include "common/tls/certificate_authority.h"
#include "tests/unit/client/fake_coordinator.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(SessionTest, SaysHowToGetACoordinatorWhereNothingListens) {
  Session session({.address = "localhost:1"});
  EXPECT_THAT(session.ListSearches(),
              StatusIs(absl::StatusCode::kUnavailable,
                       "no coordinator answers at localhost:1; start one with rung-coordinator, "
                       "or give the address by --coordinator or RUNG_COORDINATOR"));
}

TEST(SessionTest, ReadsEveryPage) {
  FakeCoordinator coordinator;
  coordinator.searches.pages = {NamedSearch("a", v1::Search::FAILED),
                                NamedSearch("b", v1::Search::FAILED),
                                NamedSearch("c", v1::Search::FAILED)};
  Session session(coordinator.endpoint());
  const auto searches = session.ListSearches();
  ASSERT_THAT(searches, IsOk());
  ASSERT_EQ(searches->size(), 3U);
  EXPECT_EQ(searches->back().name(), "searches/c");
}

TEST(SessionTest, FindsASearchByItsBeginning) {
  FakeCoordinator coordinator;
  coordinator.searches.pages = {NamedSearch("digits", v1::Search::RUNNING)};
  coordinator.searches.sequence = coordinator.searches.pages;
  Session session(coordinator.endpoint());
  EXPECT_EQ(session.FindSearch("di")->name(), "searches/digits");
  EXPECT_EQ(session.FindSearch("")->name(), "searches/digits");
}

TEST(SessionTest, PassesOnTheCoordinatorsErrors) {
  FakeCoordinator coordinator;
  Session session(coordinator.endpoint());
  EXPECT_THAT(session.GetSearch("x"), StatusIs(absl::StatusCode::kNotFound, "no searches/x"));
}

TEST(SessionTest, EndsItsCallsOnceAStopIsRequested) {
  FakeCoordinator coordinator;
  std::stop_source stop;
  stop.request_stop();
  Session session(coordinator.endpoint(), stop.get_token());
  EXPECT_THAT(session.ListSearches(), StatusIs(absl::StatusCode::kCancelled, "interrupted"));
}

// Takes connections of TCP and ends each at once.
class EndingServer {
 public:
  EndingServer() {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    auto* const address = reinterpret_cast<sockaddr*>(&place);
    EXPECT_EQ(bind(listener_.number(), address, size), 0);
    EXPECT_EQ(listen(listener_.number(), SOMAXCONN), 0);
    EXPECT_EQ(getsockname(listener_.number(), address, &size), 0);
    port_ = ntohs(place.sin_port);
    thread_ = std::jthread([this] {
      while (Descriptor(accept(listener_.number(), nullptr, nullptr)).ok()) continue;
    });
  }
  ~EndingServer() { shutdown(listener_.number(), SHUT_RDWR); }  // so that accept fails
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  const Descriptor listener_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  int port_ = 0;
  std::jthread thread_;
};

class TlsSessionTest : public testing::Test {
 protected:
  // Expires in an hour.
  std::string ClientIdentity() const {
    using std::chrono::hours;
    const WallTime now = std::chrono::system_clock::now();
    const ValidTime valid = {now - hours(3), now + hours(1)};
    const std::string path = folder_.File("client.pem");
    std::ofstream(path) << *CertificateAuthority::Make(valid)->IssueIdentity({Role::kClient, "ada"},
                                                                             {}, valid);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    return path;
  }

  const PrivateFolder folder_ = *PrivateFolder::Make();
  const EndingServer server_;
};

TEST_F(TlsSessionTest, SaysThatWhatListensDoesNotSpeakTls) {
  Session session({.address = server_.address(), .identity = ClientIdentity()});
  EXPECT_THAT(session.ListSearches(),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       "something accepts connections at " + server_.address() +
                           " but does not speak TLS with us, or hangs; see the coordinator's log"));
}

TEST_F(TlsSessionTest, WarnsOfAnIdentityThatExpiresSoonUnlessToldNotTo) {
  const Endpoint endpoint = {.address = server_.address(), .identity = ClientIdentity()};
  testing::internal::CaptureStderr();
  {
    const Session session(endpoint, {}, /*warns=*/false);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  testing::internal::CaptureStderr();
  {
    const Session session(endpoint);
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("client.pem expires on"));
}

// A search file with its data beside it.
class StartSearchTest : public testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.File(name)) << text;
  }
  void SetUp() override {
    Write("flowers.csv", kData);
    Write("flowers.txtpb",
          "name: 'flowers' data { file: 'flowers.csv' label: 'kind' } "
          "random_search { trials: 3 } space { learning_rate { min: 0.1 max: 0.2 } }");
  }
  absl::StatusOr<v1::Search> Start() {
    absl::StatusOr<Launch> launch = LoadLaunch({.spec_path = folder_.File("flowers.txtpb")});
    if (!launch.ok()) return launch.status();
    if (absl::Status opened = OpenData(*launch, {}); !opened.ok()) return opened;
    if (data_memory_) launch->data_memory = *data_memory_;
    Session session(coordinator_.endpoint());
    return StartSearch(session, *launch);
  }

  std::optional<std::int64_t> data_memory_;
  static constexpr char kData[] = "a,kind\n1,x\n2,x\n3,x\n4,x\n5,x\n6,y\n7,y\n8,y\n9,y\n10,y\n";
  PrivateFolder folder_ = *PrivateFolder::Make();
  FakeCoordinator coordinator_;
};

TEST_F(StartSearchTest, SendsDataThatTheCoordinatorDoesNotHave) {
  ASSERT_THAT(Start(), IsOk());
  EXPECT_EQ(coordinator_.blobs.content, kData);
  EXPECT_THAT(coordinator_.data_sets.names, ElementsAre("dataSets/" + Sha256Hex(kData)));
  ASSERT_EQ(coordinator_.searches.created.size(), 1U);
  EXPECT_EQ(coordinator_.searches.created[0].search().data_set(), "dataSets/" + Sha256Hex(kData));
}

TEST_F(StartSearchTest, SendsKnownDataOnlyOnce) {
  coordinator_.data_sets.names = {"dataSets/" + Sha256Hex(kData)};
  ASSERT_THAT(Start(), IsOk());
  EXPECT_EQ(coordinator_.blobs.content, "");
}

TEST_F(StartSearchTest, NamesTheLineOfWrongDataBeforeAnythingIsSent) {
  Write("flowers.csv", "a,kind\n1,x\n2\n");
  EXPECT_THAT(Start(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("flowers.csv:3")));
  EXPECT_EQ(coordinator_.blobs.content, "");
}

TEST_F(StartSearchTest, LeavesDataThatItHasNoMemoryForToTheCoordinator) {
  data_memory_ = 1;
  testing::internal::CaptureStderr();
  ASSERT_THAT(Start(), IsOk());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("left to the coordinator"));
  EXPECT_EQ(coordinator_.blobs.content, kData);
}

TEST_F(StartSearchTest, SendsNothingForANameThatExists) {
  coordinator_.searches.sequence = {NamedSearch("flowers", v1::Search::SUCCEEDED)};
  EXPECT_THAT(Start(), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("'flowers' exists")));
  EXPECT_EQ(coordinator_.blobs.content, "");
  EXPECT_THAT(coordinator_.data_sets.names, IsEmpty());
}

TEST_F(StartSearchTest, SendsNothingForAScoreThatDoesNotFitTheLabel) {
  Write("flowers.txtpb",
        "name: 'flowers' data { file: 'flowers.csv' label: 'kind' } score: RMSE "
        "random_search { trials: 3 } space { learning_rate { min: 0.1 max: 0.2 } }");
  EXPECT_THAT(Start(), StatusIs(absl::StatusCode::kInvalidArgument,
                                HasSubstr("RMSE, which does not measure classification")));
  EXPECT_EQ(coordinator_.blobs.content, "");
}

TEST_F(StartSearchTest, CallsAMissingDataFileBadInput) {
  Write("flowers.txtpb",
        "name: 'flowers' data { file: 'none.csv' label: 'kind' } "
        "random_search { trials: 3 } space { learning_rate { min: 0.1 max: 0.2 } }");
  EXPECT_THAT(Start(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("none.csv")));
}

TEST_F(StartSearchTest, RepeatsTheCallWithTheSameRequestId) {
  coordinator_.searches.create_statuses = {{grpc::StatusCode::UNAVAILABLE, "restarting"},
                                           grpc::Status::OK};
  ASSERT_THAT(Start(), IsOk());
  ASSERT_EQ(coordinator_.searches.created.size(), 2U);
  EXPECT_EQ(coordinator_.searches.created[0].request_id(),
            coordinator_.searches.created[1].request_id());
  EXPECT_EQ(coordinator_.searches.created[0].request_id().size(), 32U);
}

TEST_F(StartSearchTest, GoesOnWithDataThatWereCutOnTheWay) {
  coordinator_.blobs.put_statuses = {{grpc::StatusCode::INTERNAL, "cut"}};
  ASSERT_THAT(Start(), IsOk());
  EXPECT_EQ(coordinator_.blobs.content, kData);
}

TEST_F(StartSearchTest, RepeatsACallThatWasCut) {
  coordinator_.searches.create_statuses = {{grpc::StatusCode::INTERNAL, "cut"}, grpc::Status::OK};
  ASSERT_THAT(Start(), IsOk());
  EXPECT_EQ(coordinator_.searches.created.size(), 2U);
}

TEST_F(StartSearchTest, ReplacesNameAndSeeds) {
  const auto launch = LoadLaunch(
      {.spec_path = folder_.File("flowers.txtpb"), .name = "roses", .seed = 5, .split_seed = 6});
  ASSERT_THAT(launch, IsOk());
  EXPECT_EQ(launch->spec.name(), "roses");
  EXPECT_EQ(launch->spec.seed(), 5U);
  EXPECT_EQ(launch->spec.data().split_seed(), 6U);
  EXPECT_THAT(LoadLaunch({.spec_path = folder_.File("flowers.txtpb"), .name = "No Name"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("name")));
}

TEST_F(StartSearchTest, CallsAMissingSearchFileBadInput) {
  EXPECT_THAT(LoadLaunch({.spec_path = folder_.File("none.txtpb")}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("none.txtpb")));
}

}  // namespace
}  // namespace rung
