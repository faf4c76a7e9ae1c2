#include "coordinator/store/blob_store.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "common/sha256.h"
#include "tests/unit/coordinator/store/temporary_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::_;
using testing::HasSubstr;

class BlobStoreTest : public testing::Test {
 protected:
  void SetUp() override { Open(1'000'000'000); }

  void Open(std::int64_t quota_bytes) {
    auto blobs = BlobStore::Open(path_, quota_bytes, [this] { return now_; });
    ASSERT_THAT(blobs, IsOk());
    blobs_ = *std::move(blobs);
  }

  absl::StatusOr<std::int64_t> Put(std::int64_t offset, std::string_view data) {
    return blobs_->Put(digest_, static_cast<std::int64_t>(content_.size()), offset, data);
  }

  std::size_t IncomingCount() const {
    const std::filesystem::directory_iterator begin(path_ + "/incoming");
    return static_cast<std::size_t>(std::distance(begin, {}));
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("blobs");
  const std::string content_ = "the whole content";
  const std::string digest_ = Sha256Hex(content_);
  BlobStore::Time now_;
  std::unique_ptr<BlobStore> blobs_;
};

TEST_F(BlobStoreTest, StoresAContentInOnePiece) {
  EXPECT_EQ(Put(0, content_).value(), 17);
  EXPECT_TRUE(blobs_->Has(digest_));
  const auto piece = blobs_->Get(digest_, 0, 100);
  ASSERT_THAT(piece, IsOk());
  EXPECT_EQ(piece->data, content_);
  EXPECT_EQ(piece->size, 17);
  EXPECT_EQ(ReadFile(blobs_->Path(digest_).value()), content_);
  EXPECT_EQ(blobs_->total_bytes(), 17);
  EXPECT_EQ(IncomingCount(), 0U);
}

TEST_F(BlobStoreTest, IsShortOfSpaceOnceNineTenthsOfTheQuotaAreTaken) {
  Open(20);
  EXPECT_EQ(Put(0, content_).value(), 17);
  EXPECT_FALSE(blobs_->IsShortOfSpace());
  EXPECT_EQ(blobs_->Put(Sha256Hex("on"), 2, 0, "on").value(), 2);
  EXPECT_TRUE(blobs_->IsShortOfSpace());
}

TEST_F(BlobStoreTest, ExistsOnlyOnceAllPiecesAreThere) {
  EXPECT_EQ(Put(0, "the ").value(), 4);
  EXPECT_FALSE(blobs_->Has(digest_));
  EXPECT_EQ(Put(4, "whole ").value(), 10);
  EXPECT_EQ(Put(10, "").value(), 10);
  EXPECT_EQ(Put(10, "content").value(), 17);
  EXPECT_TRUE(blobs_->Has(digest_));
}

TEST_F(BlobStoreTest, TakesRepeatsAndOverlapsOnce) {
  EXPECT_EQ(Put(0, "the ").value(), 4);
  EXPECT_EQ(Put(0, "the ").value(), 4);
  EXPECT_EQ(Put(2, "e whole").value(), 9);
  EXPECT_EQ(Put(9, " content").value(), 17);
  EXPECT_EQ(Put(9, " content").value(), 17);
  EXPECT_EQ(Put(0, content_).value(), 17);
  EXPECT_EQ(blobs_->total_bytes(), 17);
}

TEST_F(BlobStoreTest, WritesNoPieceThatLeavesAHole) {
  EXPECT_EQ(Put(4, "whole").value(), 0);
  EXPECT_EQ(Put(0, "the ").value(), 4);
  EXPECT_EQ(Put(10, "content").value(), 4);
  EXPECT_FALSE(blobs_->Has(digest_));
}

TEST_F(BlobStoreTest, DropsAContentThatDoesNotHaveItsDigest) {
  EXPECT_EQ(Put(0, "the ").value(), 4);
  EXPECT_THAT(Put(4, "wrong content"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(digest_)));
  EXPECT_FALSE(blobs_->Has(digest_));
  EXPECT_EQ(blobs_->total_bytes(), 0);
  EXPECT_EQ(IncomingCount(), 0U);
  EXPECT_EQ(Put(4, "").value(), 0);
  EXPECT_EQ(Put(0, content_).value(), 17);
}

TEST_F(BlobStoreTest, BeginsAgainWhereTheSizeWasAnother) {
  EXPECT_EQ(blobs_->Put(digest_, 100, 0, "x").value(), 1);
  EXPECT_EQ(Put(0, content_).value(), 17);
  EXPECT_THAT(blobs_->Put(digest_, 100, 0, "x"), StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(BlobStoreTest, RefusesWhatIsNoPieceOfABlob) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(blobs_->Put("../../etc/passwd", 1, 0, "x"), StatusIs(kInvalid, HasSubstr("SHA-256")));
  EXPECT_THAT(blobs_->Get("../blobs", 0, 1), StatusIs(kInvalid, _));
  EXPECT_THAT(blobs_->Put(digest_, 0, 0, ""), StatusIs(kInvalid, _));
  EXPECT_THAT(blobs_->Put(digest_, 17, -1, "x"), StatusIs(kInvalid, _));
  EXPECT_THAT(blobs_->Put(digest_, 17, 17, "x"), StatusIs(kInvalid, _));
  EXPECT_THAT(blobs_->Put(digest_, 1 << 30, 0, std::string(BlobStore::kMaxPiece + 1, 'x')),
              StatusIs(kInvalid, HasSubstr("too long")));
}

TEST_F(BlobStoreTest, ReadsPiecesAtAnOffset) {
  ASSERT_THAT(Put(0, content_), IsOk());
  EXPECT_EQ(blobs_->Get(digest_, 4, 5)->data, "whole");
  EXPECT_EQ(blobs_->Get(digest_, 17, 5)->data, "");
  EXPECT_THAT(blobs_->Get(digest_, 18, 5), StatusIs(absl::StatusCode::kOutOfRange, _));
  EXPECT_THAT(blobs_->Get(digest_, -1, 5), StatusIs(absl::StatusCode::kOutOfRange, _));
  EXPECT_THAT(blobs_->Get(Sha256Hex("other"), 0, 5), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(BlobStoreTest, RemovesABlob) {
  ASSERT_THAT(Put(0, content_), IsOk());
  EXPECT_THAT(blobs_->Remove(digest_), IsOk());
  EXPECT_THAT(blobs_->Remove(digest_), IsOk());
  EXPECT_FALSE(blobs_->Has(digest_));
  EXPECT_THAT(blobs_->Path(digest_), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_EQ(blobs_->total_bytes(), 0);
}

TEST_F(BlobStoreTest, KeepsBlobsAndDropsPartialOnesOverARestart) {
  ASSERT_THAT(Put(0, content_), IsOk());
  const std::string half = Sha256Hex("half");
  ASSERT_THAT(blobs_->Put(half, 4, 0, "ha"), IsOk());
  EXPECT_EQ(IncomingCount(), 1U);
  blobs_.reset();
  Open(1000);
  EXPECT_EQ(IncomingCount(), 0U);
  EXPECT_EQ(blobs_->total_bytes(), 17);
  EXPECT_EQ(blobs_->Put(half, 4, 2, "lf").value(), 0);
  const auto list = blobs_->List();
  ASSERT_THAT(list, IsOk());
  ASSERT_EQ(list->size(), 1U);
  EXPECT_EQ((*list)[0].digest, digest_);
  EXPECT_EQ((*list)[0].size, 17);
}

TEST_F(BlobStoreTest, HasNoBlobThatWasTornSinceItWasPut) {
  ASSERT_THAT(Put(0, content_), IsOk());
  const std::string file = *blobs_->Path(digest_);
  blobs_.reset();
  for (const std::string& torn : {std::string(), std::string("the whole"), std::string(17, 'x')}) {
    WriteFile(file, torn);
    Open(1'000);
    EXPECT_FALSE(blobs_->Has(digest_));
    EXPECT_THAT(blobs_->Get(digest_, 0, 100), StatusIs(absl::StatusCode::kNotFound, _));
    EXPECT_THAT(blobs_->Sync(digest_), StatusIs(absl::StatusCode::kNotFound, _));
    EXPECT_EQ(Put(0, content_).value(), 17);
    EXPECT_EQ(ReadFile(*blobs_->Path(digest_)), content_);
    EXPECT_EQ(blobs_->total_bytes(), 17);
  }
}

TEST_F(BlobStoreTest, RemovesABlobThoughItIsTorn) {
  ASSERT_THAT(Put(0, content_), IsOk());
  const std::string file = *blobs_->Path(digest_);
  blobs_.reset();
  WriteFile(file, "torn");
  Open(1'000);
  EXPECT_THAT(blobs_->Remove(digest_), IsOk());
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(blobs_->total_bytes(), 0);
}

TEST_F(BlobStoreTest, DropsABlobThatNobodyNeedsNorUsedOfLate) {
  ASSERT_THAT(Put(0, content_), IsOk());
  now_ += std::chrono::minutes(15);
  EXPECT_THAT(blobs_->DropUnused({digest_}, std::chrono::minutes(15)), IsOk());
  EXPECT_TRUE(blobs_->Has(digest_));  // which uses it
  now_ += std::chrono::minutes(14);
  EXPECT_THAT(blobs_->DropUnused({}, std::chrono::minutes(15)), IsOk());
  EXPECT_EQ(blobs_->total_bytes(), 17);
  now_ += std::chrono::minutes(1);
  EXPECT_THAT(blobs_->DropUnused({}, std::chrono::minutes(15)), IsOk());
  EXPECT_EQ(blobs_->total_bytes(), 0);
  EXPECT_FALSE(blobs_->Has(digest_));
}

TEST_F(BlobStoreTest, KeepsABlobThatIsPutAgain) {
  ASSERT_THAT(Put(0, content_), IsOk());
  now_ += std::chrono::minutes(20);
  ASSERT_THAT(Put(0, content_), IsOk());
  now_ += std::chrono::minutes(10);
  EXPECT_THAT(blobs_->DropUnused({}, std::chrono::minutes(15)), IsOk());
  EXPECT_TRUE(blobs_->Has(digest_));
}

TEST_F(BlobStoreTest, DropsNothingSoonAfterAStart) {
  ASSERT_THAT(Put(0, content_), IsOk());
  now_ += std::chrono::hours(1);
  Open(1'000);
  now_ += std::chrono::minutes(14);
  EXPECT_THAT(blobs_->DropUnused({}, std::chrono::minutes(15)), IsOk());
  EXPECT_EQ(blobs_->total_bytes(), 17);
  now_ += std::chrono::minutes(1);
  EXPECT_THAT(blobs_->DropUnused({}, std::chrono::minutes(15)), IsOk());
  EXPECT_EQ(blobs_->total_bytes(), 0);
}

TEST_F(BlobStoreTest, ForgetsAnUploadThatIsNotGoneOnWith) {
  ASSERT_THAT(Put(0, "the whole"), IsOk());
  now_ += std::chrono::minutes(4);
  ASSERT_THAT(Put(9, " con"), IsOk());
  now_ += std::chrono::minutes(4);
  blobs_->DropIdleUploads(std::chrono::minutes(5));
  EXPECT_EQ(blobs_->total_bytes(), 13);
  now_ += std::chrono::minutes(2);
  blobs_->DropIdleUploads(std::chrono::minutes(5));
  EXPECT_EQ(blobs_->total_bytes(), 0);
  EXPECT_EQ(IncomingCount(), 0U);
  EXPECT_EQ(Put(13, "tent").value(), 0);
}

TEST_F(BlobStoreTest, RefusesWhatWillNotFitBeforeItsFirstPieceAndIsIllMeanwhile) {
  Open(16);
  EXPECT_THAT(blobs_->Health(), IsOk());
  EXPECT_THAT(Put(0, "the"), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("raise")));
  EXPECT_EQ(IncomingCount(), 0U);
  EXPECT_THAT(blobs_->Health(), StatusIs(absl::StatusCode::kResourceExhausted, _));
  now_ += std::chrono::minutes(1);  // nobody asks any more
  EXPECT_THAT(blobs_->Health(), IsOk());
  EXPECT_THAT(Put(0, "the"), StatusIs(absl::StatusCode::kResourceExhausted, _));
  ASSERT_THAT(blobs_->Put(Sha256Hex("x"), 1, 0, "x"), IsOk());
  EXPECT_THAT(blobs_->Health(), IsOk());
}

TEST_F(BlobStoreTest, FollowsNoLinkInPlaceOfABlob) {
  WriteFile(directory_.File("secret"), "secret");
  std::filesystem::create_symlink(directory_.File("secret"), path_ + "/" + digest_);
  EXPECT_FALSE(blobs_->Has(digest_));
  EXPECT_FALSE(blobs_->Get(digest_, 0, 10).ok());
}

TEST_F(BlobStoreTest, HoldsNoMoreThanItsQuota) {
  blobs_.reset();
  Open(20);
  ASSERT_THAT(Put(0, content_), IsOk());
  const std::string other = Sha256Hex("five!");
  EXPECT_THAT(blobs_->Put(other, 5, 0, "five!"),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("20 bytes")));
  EXPECT_EQ(blobs_->total_bytes(), 17);
  ASSERT_THAT(blobs_->Remove(digest_), IsOk());
  EXPECT_THAT(blobs_->Put(other, 5, 0, "five!"), IsOk());
}

TEST_F(BlobStoreTest, TakesOverAFile) {
  const std::string file = directory_.File("encoded");
  const std::string large(3 * BlobStore::kMaxPiece / 2, 'z');
  WriteFile(file, large);
  const auto digest = blobs_->PutFile(file);
  ASSERT_THAT(digest, IsOk());
  EXPECT_EQ(*digest, Sha256Hex(large));
  EXPECT_EQ(ReadFile(blobs_->Path(*digest).value()), large);
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(blobs_->Get(*digest, 0, 1 << 30)->data.size(),
            static_cast<std::size_t>(BlobStore::kMaxPiece));
  EXPECT_THAT(blobs_->PutFile(file), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(BlobStoreTest, TakesOverAFileOfWhichAPartArrivedOrAll) {
  const std::string file = directory_.File("encoded");
  const std::string content(100, 'z');
  const std::string digest = Sha256Hex(content);
  ASSERT_THAT(blobs_->Put(digest, 100, 0, content.substr(0, 30)), IsOk());
  for (int i = 0; i < 2; ++i) {
    WriteFile(file, content);
    EXPECT_THAT(blobs_->PutFile(file), IsOk());
    EXPECT_EQ(ReadFile(blobs_->Path(digest).value()), content);
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_EQ(blobs_->total_bytes(), 100);
  }
  EXPECT_EQ(IncomingCount(), 0U);
}

TEST_F(BlobStoreTest, ForgetsTheOldestUploadsOfManyThatNeverEnd) {
  for (int i = 0; i < 4100; ++i) {
    ASSERT_THAT(blobs_->Put(Sha256Hex(std::to_string(i)), 2, 0, "x"), IsOk());
  }
  EXPECT_EQ(IncomingCount(), 4096U);
  EXPECT_EQ(blobs_->total_bytes(), 4096);
  EXPECT_EQ(blobs_->Put(Sha256Hex("4099"), 2, 0, "").value(), 1);
}

TEST_F(BlobStoreTest, AnswersOneContentThatManyThreadsPutAtOnce) {
  std::string large(1 << 20, 'a');
  for (std::size_t i = 0; i < large.size(); i += 7) large[i] = static_cast<char>('a' + i % 26);
  const std::string digest = Sha256Hex(large);
  const auto size = static_cast<std::int64_t>(large.size());
  constexpr std::int64_t kPiece = 100'000;
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      std::int64_t stored = 0;
      while (stored < size) {
        const auto answer =
            blobs_->Put(digest, size, stored,
                        std::string_view(large).substr(static_cast<std::size_t>(stored), kPiece));
        if (!answer.ok()) return;
        stored = *answer;
      }
      ++done;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 8);
  EXPECT_EQ(Sha256HexOfFile(blobs_->Path(digest).value()).value(), digest);
  EXPECT_EQ(blobs_->total_bytes(), size);
  EXPECT_EQ(IncomingCount(), 0U);
}

}  // namespace
}  // namespace rung
