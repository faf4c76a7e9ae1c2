#pragma once

#include <vector>

#include "coordinator/facts/fact_log.h"
#include "history.h"
#include "log_checker.h"
#include "log_index.h"
#include "sabotage.h"

namespace rung::simulation {

// What becomes of a commit.
enum class CommitFate {
  kKept,
  kRefused,         // RESOURCE_EXHAUSTED, and nothing is there
  kUnknownKept,     // UNAVAILABLE, yet all is there
  kUnknownLost,     // UNAVAILABLE, and nothing is there
  kRefusedAsFacts,  // INTERNAL: the facts cannot be recorded
};

// The log of facts, which may fail. It keeps them in memory, and in another log where one
// is given; it replays from that, or in the order in which the store replays. Each fact
// that is kept is checked.
class SimulatedLog final : public FactLog {
 public:
  // `under` may be null.
  SimulatedLog(History& history, Sabotage sabotage, FactLog* under)
      : history_(history), sabotage_(sabotage), under_(under) {}

  // Of the next commit; those after it are kept.
  void SetNextFate(CommitFate fate) { next_fate_ = fate; }
  // The coordinator has crashed.
  void Crash();

  const std::vector<Fact>& facts() const { return facts_; }
  const LogChecker& checker() const { return checker_; }

  absl::Status Commit(std::span<const Fact> facts) override;
  absl::Status Probe() override { return absl::OkStatus(); }
  absl::Status Replay(const std::function<void(const Fact&)>& apply) override;
  absl::StatusOr<SearchId> LastSearchId() override;
  absl::StatusOr<SessionId> LastSessionId() override;
  absl::StatusOr<std::string> SessionKey() override { return kSessionKey; }
  absl::StatusOr<bool> Sweep(int rows) override;

 private:
  absl::Status Keep(std::span<const Fact> facts);
  void KeepOne(const Fact& fact);

  History& history_;
  const Sabotage sabotage_;
  FactLog* const under_;
  CommitFate next_fate_ = CommitFate::kKept;
  std::vector<Fact> facts_;
  std::size_t newest_batch_ = 0;  // where it begins
  LogChecker checker_;
};

}  // namespace rung::simulation
