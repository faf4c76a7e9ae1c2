#include "common/rpc/blob_transfer.h"

#include <grpcpp/channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "common/rpc/channel.h"
#include "common/rpc/transient.h"
#include "tests/unit/common/rpc/fake_blob_service.h"
#include "tests/unit/common/rpc/test_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const grpc::Status kUnavailable(grpc::StatusCode::UNAVAILABLE, "starting");
const grpc::Status kFault(grpc::StatusCode::INTERNAL, "cut");

// Bytes that differ from piece to piece.
std::string Content(std::int64_t size) {
  std::string content(static_cast<std::size_t>(size), '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i / 1000 + i);
  return content;
}

class BlobTransferTest : public testing::Test {
 protected:
  BlobTransferTest() {
    const std::string address = "unix:" + directory_.PathOf("socket");
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::BlobService::NewStub(*Connect({.address = address}, nullptr));
  }

  TestDirectory directory_;
  FakeBlobService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::BlobService::StubInterface> stub_;
};

TEST_F(BlobTransferTest, PutsContentOfSeveralPieces) {
  const std::string content = Content(2 * kBlobPieceSize + 5);
  ASSERT_THAT(PutBlob(*stub_, Sha256Hex(content), content), IsOk());
  EXPECT_TRUE(service_.ContentOfBlob(Sha256Hex(content)) == content);
  EXPECT_THAT(service_.put_offsets(), ElementsAre(0, kBlobPieceSize, 2 * kBlobPieceSize));
}

TEST_F(BlobTransferTest, PutsWhatIsStoredAlreadyWithOneCall) {
  const std::string content = Content(3 * kBlobPieceSize);
  const std::string digest = service_.Add(content);
  ASSERT_THAT(PutBlob(*stub_, digest, content), IsOk());
  EXPECT_THAT(service_.put_offsets(), ElementsAre(0));
}

TEST_F(BlobTransferTest, GoesOnWhereTheStoredCopyEnds) {
  const std::string content = Content(3 * kBlobPieceSize);
  service_.FailPuts({grpc::Status::OK, grpc::Status::OK, kFault});
  ASSERT_THAT(PutBlob(*stub_, Sha256Hex(content), content),
              StatusIs(absl::StatusCode::kInternal, "cut"));
  ASSERT_THAT(PutBlob(*stub_, Sha256Hex(content), content), IsOk());
  EXPECT_TRUE(service_.ContentOfBlob(Sha256Hex(content)) == content);
  EXPECT_THAT(service_.put_offsets(),
              ElementsAre(0, kBlobPieceSize, 2 * kBlobPieceSize, 0, 2 * kBlobPieceSize));
}

TEST_F(BlobTransferTest, RepeatsACallThatIsAnsweredUnavailable) {
  service_.FailPuts({kUnavailable, kUnavailable});
  ASSERT_THAT(PutBlob(*stub_, Sha256Hex("weights"), "weights"), IsOk());
  EXPECT_THAT(service_.put_offsets(), ElementsAre(0, 0, 0));
}

TEST_F(BlobTransferTest, PassesOnWhenItMayTryAgain) {
  service_.FailPuts({grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "disk full"), kFault});
  service_.AskForDelay("1500");
  const absl::Status refused = PutBlob(*stub_, Sha256Hex("weights"), "weights");
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted, "disk full"));
  EXPECT_EQ(RetryDelay(refused), std::chrono::milliseconds(1500));
  service_.AskForDelay("");
  EXPECT_EQ(RetryDelay(PutBlob(*stub_, Sha256Hex("weights"), "weights")),
            std::chrono::milliseconds(0));
}

TEST_F(BlobTransferTest, PutsAFileAndTellsItsProgress) {
  const std::string content = Content(kBlobPieceSize + 1);
  WriteContent(directory_.PathOf("iris.csv"), content);
  std::vector<std::pair<std::int64_t, std::int64_t>> progress;
  const auto digest = PutFileAsBlob(
      *stub_, directory_.PathOf("iris.csv"),
      [&progress](std::int64_t stored, std::int64_t size) { progress.emplace_back(stored, size); });
  ASSERT_THAT(digest, IsOk());
  EXPECT_EQ(*digest, Sha256Hex(content));
  EXPECT_TRUE(service_.ContentOfBlob(*digest) == content);
  const std::int64_t size = kBlobPieceSize + 1;
  EXPECT_THAT(progress, ElementsAre(Pair(kBlobPieceSize, size), Pair(size, size)));
}

TEST_F(BlobTransferTest, RefusesToPutAnEmptyOrMissingFile) {
  WriteContent(directory_.PathOf("empty.csv"), "");
  EXPECT_THAT(PutFileAsBlob(*stub_, directory_.PathOf("empty.csv")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("empty.csv has 0 bytes")));
  EXPECT_THAT(PutFileAsBlob(*stub_, directory_.PathOf("none.csv")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.csv")));
}

TEST_F(BlobTransferTest, StopsPuttingBetweenPieces) {
  const std::string content = Content(3 * kBlobPieceSize);
  std::stop_source stop;
  const auto stop_at_once = [&stop](std::int64_t, std::int64_t) { stop.request_stop(); };
  EXPECT_THAT(PutBlob(*stub_, Sha256Hex(content), content, stop_at_once, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
  EXPECT_THAT(service_.put_offsets(), ElementsAre(0));
}

TEST_F(BlobTransferTest, StopsInTheMiddleOfAPieceThatIsNotAnswered) {
  service_.HangPuts();
  std::stop_source stop;
  const std::jthread stopping([&stop] { stop.request_stop(); });
  EXPECT_THAT(PutBlob(*stub_, Sha256Hex("weights"), "weights", {}, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, testing::_));
}

TEST_F(BlobTransferTest, GetsWhatWasPut) {
  const std::string content = Content(2 * kBlobPieceSize + 7);
  const auto got = GetBlob(*stub_, service_.Add(content));
  ASSERT_THAT(got, IsOk());
  EXPECT_TRUE(*got == content);
  EXPECT_THAT(GetBlob(*stub_, Sha256Hex("lost")),
              StatusIs(absl::StatusCode::kNotFound, "no such blob"));
}

TEST_F(BlobTransferTest, RefusesContentThatDoesNotHaveItsDigest) {
  const std::string digest = Sha256Hex("weights");
  service_.Set(digest, "weightz");
  EXPECT_THAT(GetBlob(*stub_, digest), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(digest)));
  EXPECT_THAT(GetBlobToFile(*stub_, digest, directory_.PathOf("blob")),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(digest)));
  EXPECT_FALSE(std::filesystem::exists(directory_.PathOf("blob")));
}

TEST_F(BlobTransferTest, TakesNoBlobAboveTheLimit) {
  const std::string digest = service_.Add(Content(100));
  EXPECT_THAT(GetBlob(*stub_, digest, /*max_size=*/100), IsOk());
  EXPECT_THAT(GetBlob(*stub_, digest, /*max_size=*/99),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("100 bytes")));
}

TEST_F(BlobTransferTest, WritesAFileWholeOrNotAtAll) {
  const std::string content = Content(2 * kBlobPieceSize);
  const std::string digest = service_.Add(content);
  std::filesystem::create_directory(directory_.path() / "cache");
  const std::string path = directory_.PathOf("cache/blob");
  service_.FailGets({grpc::Status::OK, kFault});
  EXPECT_THAT(GetBlobToFile(*stub_, digest, path), StatusIs(absl::StatusCode::kInternal, "cut"));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() / "cache"));
  ASSERT_THAT(GetBlobToFile(*stub_, digest, path), IsOk());
  EXPECT_TRUE(ContentOf(path) == content);
}

TEST_F(BlobTransferTest, GoesOnWithTheFileWhereAPieceWasCut) {
  const std::string content = Content(3 * kBlobPieceSize);
  const std::string digest = service_.Add(content);
  service_.FailGets({grpc::Status::OK, kFault, kFault});
  const MovePiece until_it_arrives = [](const std::function<absl::Status()>& call) {
    while (!call().ok()) {
    }
    return absl::OkStatus();
  };
  ASSERT_THAT(GetBlobToFile(*stub_, digest, directory_.PathOf("blob"), kMaxBlobFileSize, {},
                            until_it_arrives),
              IsOk());
  EXPECT_TRUE(ContentOf(directory_.PathOf("blob")) == content);
  EXPECT_EQ(service_.get_calls(), 3 + 2);
}

TEST_F(BlobTransferTest, SaysWhichFileCannotBeWritten) {
  EXPECT_THAT(GetBlobToFile(*stub_, service_.Add("weights"), directory_.PathOf("no/such/blob")),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no/such/blob")));
}

TEST_F(BlobTransferTest, GetsNothingOnceStopped) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(GetBlob(*stub_, service_.Add("weights"), kMaxBlobMemorySize, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, testing::_));
}

}  // namespace
}  // namespace rung
