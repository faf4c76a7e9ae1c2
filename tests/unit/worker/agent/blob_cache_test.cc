#include "worker/agent/blob_cache.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "common/sha256.h"
#include "tests/unit/common/rpc/test_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::int64_t kAmple = 1 << 20;
constexpr uid_t kNobody = 65'534;

class BlobCacheTest : public testing::Test {
 protected:
  BlobCache Open(std::int64_t max_bytes) { return *BlobCache::Open(path(), max_bytes); }

  // Has `cache` fetch `content` if it does not hold it.
  absl::StatusOr<std::string> PathOf(BlobCache& cache, const std::string& content) {
    return cache.PathOf(Sha256Hex(content), [&](const std::string&, const std::string& path) {
      ++fetches_;
      WriteContent(path, content);
      return absl::OkStatus();
    });
  }

  fs::path path() const { return directory_.path() / "deep" / "cache"; }
  bool Holds(const std::string& content) const { return fs::exists(path() / Sha256Hex(content)); }
  // As if the blob had been used that long ago.
  void Age(const std::string& content, std::chrono::hours age) const {
    fs::last_write_time(path() / Sha256Hex(content), fs::file_time_type::clock::now() - age);
  }

  TestDirectory directory_;
  int fetches_ = 0;
};

TEST_F(BlobCacheTest, FetchesABlobOnce) {
  BlobCache cache = Open(kAmple);
  for (int i = 0; i < 3; ++i) {
    const auto path = PathOf(cache, "rows");
    ASSERT_THAT(path, IsOk());
    EXPECT_EQ(ContentOf(*path), "rows");
  }
  EXPECT_EQ(fetches_, 1);
}

TEST_F(BlobCacheTest, KeepsBlobsForTheNextProcessAndForOthers) {
  BlobCache first = Open(kAmple);
  ASSERT_THAT(PathOf(first, "rows"), IsOk());
  BlobCache second = Open(kAmple);
  ASSERT_THAT(PathOf(second, "rows"), IsOk());
  EXPECT_EQ(fetches_, 1);
}

TEST_F(BlobCacheTest, FetchesAFileAgainThatWasDamagedBeforeItsFirstUse) {
  BlobCache first = Open(kAmple);
  WriteContent(*PathOf(first, "rows"), "rowz");
  BlobCache second = Open(kAmple);
  const auto path = PathOf(second, "rows");
  ASSERT_THAT(path, IsOk());
  EXPECT_EQ(ContentOf(*path), "rows");
  EXPECT_EQ(fetches_, 2);
}

TEST_F(BlobCacheTest, FetchesAFileAgainThatAnotherProcessRemoved) {
  BlobCache first = Open(kAmple);
  ASSERT_THAT(PathOf(first, "rows"), IsOk());
  BlobCache second = Open(kAmple);
  second.Remove(Sha256Hex("rows"));
  ASSERT_THAT(PathOf(first, "rows"), IsOk());
  EXPECT_EQ(fetches_, 2);
}

TEST_F(BlobCacheTest, RemovesWhatWasUsedLongestAgoWhenFull) {
  BlobCache cache = Open(/*max_bytes=*/10);
  ASSERT_THAT(PathOf(cache, "aaaa"), IsOk());
  ASSERT_THAT(PathOf(cache, "bbbb"), IsOk());
  Age("aaaa", std::chrono::hours(2));
  Age("bbbb", std::chrono::hours(1));
  ASSERT_THAT(PathOf(cache, "aaaa"), IsOk());
  ASSERT_THAT(PathOf(cache, "cccc"), IsOk());
  EXPECT_TRUE(Holds("aaaa"));
  EXPECT_FALSE(Holds("bbbb"));
  EXPECT_TRUE(Holds("cccc"));
}

TEST_F(BlobCacheTest, HoldsABlobThatIsLargerThanTheCacheWhileItIsUsed) {
  BlobCache cache = Open(/*max_bytes=*/3);
  ASSERT_THAT(PathOf(cache, "aaaa"), IsOk());
  ASSERT_THAT(PathOf(cache, "bbbb"), IsOk());
  EXPECT_FALSE(Holds("aaaa"));
  EXPECT_TRUE(Holds("bbbb"));
}

TEST_F(BlobCacheTest, RemovesWhatADeadProcessWasFetchingAndNoFileOfOthers) {
  BlobCache cache = Open(/*max_bytes=*/4);
  const fs::path partial = path() / (Sha256Hex("zzzz") + ".part-1-0");
  WriteContent(partial, "zz");
  WriteContent(path() / "notes.txt", "mine");
  ASSERT_THAT(PathOf(cache, "aaaa"), IsOk());
  EXPECT_FALSE(fs::exists(partial));
  EXPECT_TRUE(fs::exists(path() / "notes.txt"));
}

TEST_F(BlobCacheTest, PassesOnThatABlobCannotBeFetched) {
  BlobCache cache = Open(kAmple);
  const auto fail = [](const std::string&, const std::string&) {
    return absl::NotFoundError("no such blob");
  };
  EXPECT_THAT(cache.PathOf(Sha256Hex("rows"), fail),
              StatusIs(absl::StatusCode::kNotFound, "no such blob"));
}

TEST_F(BlobCacheTest, OpensNoFileByAnythingButADigest) {
  BlobCache cache = Open(kAmple);
  const auto never = [](const std::string&, const std::string&) {
    ADD_FAILURE() << "fetched";
    return absl::OkStatus();
  };
  for (const char* name : {"", "../../etc/passwd", "ABC"}) {
    EXPECT_THAT(cache.PathOf(name, never),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("digest")));
  }
}

TEST_F(BlobCacheTest, SaysWhichDirectoryCannotBeMade) {
  WriteContent(directory_.path() / "file", "");
  EXPECT_THAT(BlobCache::Open(directory_.path() / "file" / "cache", kAmple),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--cache")));
}

TEST_F(BlobCacheTest, TakesNoDirectoryOfAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a directory away";
  fs::create_directories(path());
  ASSERT_EQ(chown(path().c_str(), kNobody, static_cast<gid_t>(-1)), 0);
  EXPECT_THAT(BlobCache::Open(path(), kAmple),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr(path().string()), HasSubstr("belongs to user 65534"),
                             HasSubstr("this worker's user (0) or root"), HasSubstr("--cache"))));
}

TEST_F(BlobCacheTest, TakesADirectoryOfRoot) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may work as another";
  fs::create_directories(path());
  ASSERT_EQ(chmod(directory_.path().c_str(), 0755), 0);
  ASSERT_EQ(seteuid(kNobody), 0);
  const auto cache = BlobCache::Open(path(), kAmple);
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_THAT(cache, IsOk());
}

TEST(DefaultCacheDirectoryTest, FollowsTheEnvironment) {
  EXPECT_EQ(DefaultCacheDirectory("/x", "/home/ada"), "/x/rung");
  EXPECT_EQ(DefaultCacheDirectory("", "/home/ada"), "/home/ada/.cache/rung");
  EXPECT_EQ(DefaultCacheDirectory(nullptr, "/home/ada"), "/home/ada/.cache/rung");
  EXPECT_EQ(DefaultCacheDirectory(nullptr, nullptr), "rung-cache");
}

}  // namespace
}  // namespace rung
