// What a loss of power leaves of the database, at every operation on its files: no fact that
// was acknowledged may be missing, none may be there in part, and no page may be damaged.
//   RUNG_CRASH_IMAGES=100000 build/release/tests/store_test --gtest_filter='CrashImages*'

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <string>

#include "coordinator/store/store.h"
#include "tests/unit/coordinator/store/recorded_searches.h"
#include "tests/unit/coordinator/store/temporary_directory.h"
#include "tests/unit/coordinator/store/volatile_disk.h"

namespace rung {
namespace {

enum class Finding { kSound, kLost, kCorrupt };

struct Tally {
  std::size_t images = 0;
  int lossy = 0;    // without an acknowledged fact
  int corrupt = 0;  // damaged, unreadable, or with half a commit
};

// Images to examine of the store as it is in production: one at every operation, or more.
std::size_t WantedImages() {
  const char* wanted = std::getenv("RUNG_CRASH_IMAGES");
  return wanted == nullptr ? 1000 : std::strtoul(wanted, nullptr, 10);
}

// The acknowledgements that a loss of power after `operations` may and must not undo.
class Promises {
 public:
  Promises(const std::vector<Acknowledgement>& all, std::size_t operations) : all_(all) {
    while (asked_ < all.size() && all[asked_].asked_at < operations) ++asked_;
    while (answered_ < all.size() && all[answered_].answered_at <= operations) ++answered_;
  }

  // Contents must be those right after an acknowledgement: the last, or one asked for since.
  Finding Judge(const std::string& contents) const {
    // Before the store was first open it had promised to be empty at most.
    const std::size_t must = answered_ == 0 ? 0 : answered_ - 1;
    const std::size_t may = std::max<std::size_t>(asked_, 1);
    for (std::size_t i = may; i-- > 0;) {
      if (all_[i].contents == contents) return i >= must ? Finding::kSound : Finding::kLost;
    }
    return Finding::kCorrupt;
  }

 private:
  const std::vector<Acknowledgement>& all_;
  std::size_t asked_ = 0;
  std::size_t answered_ = 0;
};

class CrashImages : public testing::Test {
 protected:
  // Examines what may be left after every operation, or every few, with other seeds until
  // there were `wanted` images.
  static Tally ExamineAll(const RecordedSearches& searches, std::size_t wanted) {
    const TemporaryDirectory elsewhere;
    const RecordingVfs without_syncs(elsewhere.File(""));  // to save time
    const std::size_t stride = std::max<std::size_t>(searches.operations.size() / wanted, 1);
    Tally tally;
    for (std::uint64_t seed = 1; tally.images < wanted; ++seed) {
      ExamineOnce(searches, seed, stride, tally);
    }
    fmt::print("{} images, {} operations, {} acknowledgements: {} images lossy, {} corrupt\n",
               tally.images, searches.operations.size(), searches.acknowledgements.size(),
               tally.lossy, tally.corrupt);
    return tally;
  }

 private:
  static void ExamineOnce(const RecordedSearches& searches, std::uint64_t seed, std::size_t stride,
                          Tally& tally) {
    constexpr std::array kLosses = {Loss::kAll, Loss::kNone, Loss::kSome, Loss::kTorn};
    std::mt19937_64 random(seed);
    VolatileDisk disk;
    for (std::size_t i = 0; i < searches.operations.size(); ++i) {
      disk.Apply(searches.operations[i]);
      if ((i + seed) % stride != 0) continue;
      const auto files = disk.FilesAfter(kLosses.at(random() % kLosses.size()), random);
      const Finding finding = Examine(files, Promises(searches.acknowledgements, i + 1));
      ++tally.images;
      tally.lossy += finding == Finding::kLost ? 1 : 0;
      tally.corrupt += finding == Finding::kCorrupt ? 1 : 0;
    }
  }

  // Starts a store on the files, as a coordinator would.
  static Finding Examine(const std::map<std::string, std::string>& files,
                         const Promises& promises) {
    const TemporaryDirectory directory;
    for (const auto& [name, content] : files) WriteFile(directory.File(name), content);
    const auto store = Store::Open(directory.File("rung.db"));
    return store.ok() ? promises.Judge(ContentsOf(**store)) : Finding::kCorrupt;
  }
};

TEST_F(CrashImages, KeepEveryAcknowledgedFact) {
  const Tally tally = ExamineAll(RunSearches("FULL"), WantedImages());
  EXPECT_EQ(tally.lossy, 0);
  EXPECT_EQ(tally.corrupt, 0);
}

// The next two: that the one above would see a fault.
TEST_F(CrashImages, ShowTheLossesOfAStoreThatSyncsNoCommit) {
  const Tally tally = ExamineAll(RunSearches("NORMAL"), 200);
  EXPECT_GT(tally.lossy, 0);
  EXPECT_EQ(tally.corrupt, 0);
}

TEST_F(CrashImages, ShowTheDamageOfAStoreThatNeverSyncs) {
  EXPECT_GT(ExamineAll(RunSearches("OFF"), 200).corrupt, 0);
}

}  // namespace
}  // namespace rung
