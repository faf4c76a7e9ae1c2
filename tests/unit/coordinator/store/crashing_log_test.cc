#include "coordinator/store/crashing_log.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <vector>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

// Says on stderr what is committed.
class TellingLog final : public FactLog {
 public:
  absl::Status Commit(std::span<const Fact> facts) override {
    std::fprintf(stderr, "commit %zu.", facts.size());
    return absl::OkStatus();
  }
  absl::Status Probe() override { return absl::OkStatus(); }
  absl::Status Replay(const std::function<void(const Fact&)>&) override { return {}; }
  absl::StatusOr<SearchId> LastSearchId() override { return 0; }
  absl::StatusOr<SessionId> LastSessionId() override { return 0; }
  absl::StatusOr<std::string> SessionKey() override { return "key"; }
  absl::StatusOr<bool> Sweep(int) override { return false; }
};

void CommitThrice(std::string_view crash) {
  TellingLog telling;
  CrashingLog log(telling, *CrashPoint::Parse(crash));
  for (std::size_t count = 1; count <= 3; ++count) {
    EXPECT_THAT(log.Commit(std::vector<Fact>(count, SearchDeleted{})), IsOk());
  }
}

TEST(CrashingLogDeathTest, DiesBeforeTheCommitWithNothingOfItRecorded) {
  EXPECT_EXIT(CommitThrice("before_commit:2"), testing::KilledBySignal(SIGKILL), "^commit 1.$");
}

TEST(CrashingLogDeathTest, DiesAfterTheCommitWithAllOfItRecorded) {
  EXPECT_EXIT(CommitThrice("after_commit:2"), testing::KilledBySignal(SIGKILL),
              "^commit 1.commit 2.$");
}

TEST(CrashingLogTest, LivesOnWhereItsCommitDoesNotCome) { CommitThrice("after_commit:4"); }

TEST(CrashPointTest, RefusesWhatNamesNoCommit) {
  for (const char* value : {"", "after_commit", "after_commit:0", "before_commit:x", "commit:1"}) {
    EXPECT_EQ(CrashPoint::Parse(value).status().code(), absl::StatusCode::kInvalidArgument)
        << value;
  }
}

}  // namespace
}  // namespace rung
