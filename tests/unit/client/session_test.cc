#include "client/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <optional>

#include "client/launch.h"
#include "common/sha256.h"
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
