#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "choices.h"
#include "coordinator/decide/batch_decider.h"
#include "simulated_log.h"

namespace rung::simulation {

inline constexpr LeaseTimes kLeaseTimes{.lease = std::chrono::seconds(10),
                                        .renew = std::chrono::seconds(1),
                                        .progress = std::chrono::seconds(20)};

// The coordinator's process: what arrives waits for a turn and is decided in one batch by
// the real BatchDecider. It may stall, crash before or after a commit, and is started
// again by replay. Answers leave at the end of a turn; a crash takes them along.
class SimulatedCoordinator {
 public:
  SimulatedCoordinator(Timeline& timeline, History& history, SimulatedLog& log, Choices choices,
                       Sabotage sabotage);

  // Takes a call in; false while the process is down.
  bool Submit(BatchDecider::Command command);
  bool SubmitLease(BatchDecider::LeaseCall call);
  // Only from within an answer: it leaves when the turn is over.
  void Send(std::function<void()> answer) { outbox_.push_back(std::move(answer)); }

  // Runs the command and crashes before anything of it is committed.
  void CrashWhileDeciding(BatchDecider::Command command);
  // From here on it neither stalls nor crashes.
  void EndFaults() { has_faults_ = false; }

  // How long the log is, and was before the turn that is decided now.
  std::size_t log_size() const { return log_.facts().size(); }
  std::size_t log_size_before_turn() const { return log_size_before_turn_; }

 private:
  void Start();
  void PlanTurn(MonotonicDuration delay);
  void TakeTurn();
  void Crash();
  // Draws what becomes of the turn; true where it ends in a crash.
  bool DrawFate();

  Timeline& timeline_;
  History& history_;
  SimulatedLog& log_;
  Choices choices_;
  const Sabotage sabotage_;
  bool has_faults_ = true;
  std::unique_ptr<BatchDecider> decider_;  // null while the process is down
  std::vector<BatchDecider::Command> arrived_;
  std::vector<std::function<void()>> outbox_;
  std::size_t log_size_before_turn_ = 0;
  MonotonicTime next_turn_ = MonotonicTime::max();
};

}  // namespace rung::simulation
