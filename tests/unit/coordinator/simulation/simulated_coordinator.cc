#include "simulated_coordinator.h"

#include <algorithm>
#include <utility>

namespace rung::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kLeaseWait(8);

}  // namespace

SimulatedCoordinator::SimulatedCoordinator(Timeline& timeline, History& history, SimulatedLog& log,
                                           Choices choices, Sabotage sabotage)
    : timeline_(timeline), history_(history), log_(log), choices_(choices), sabotage_(sabotage) {
  Start();
}

void SimulatedCoordinator::Start() {
  const Now start = timeline_.now();
  const bool stands_still = sabotage_ == Sabotage::kStopsTheClock;
  decider_ = std::make_unique<BatchDecider>(
      log_, kLeaseTimes, kLeaseWait, [=, this] { return stands_still ? start : timeline_.now(); });
  if (const absl::Status rebuilt = decider_->Rebuild(); !rebuilt.ok()) {
    history_.Break("the log cannot be replayed: " + rebuilt.ToString());
  }
  PlanTurn(milliseconds(0));
}

bool SimulatedCoordinator::Submit(BatchDecider::Command command) {
  if (decider_ == nullptr) return false;
  arrived_.push_back(std::move(command));
  PlanTurn(choices_.Milliseconds(0, 20));
  return true;
}

bool SimulatedCoordinator::SubmitLease(BatchDecider::LeaseCall call) {
  return decider_ != nullptr && Submit(decider_->LeaseCommand(std::move(call)));
}

void SimulatedCoordinator::PlanTurn(MonotonicDuration delay) {
  const MonotonicTime at = timeline_.now().monotonic + delay;
  if (at >= next_turn_) return;
  next_turn_ = at;
  timeline_.After(delay, [this, at] {
    if (at == next_turn_) TakeTurn();  // unless an earlier one was planned since
  });
}

void SimulatedCoordinator::TakeTurn() {
  next_turn_ = MonotonicTime::max();
  if (has_faults_ && choices_.OneIn(1500)) {
    history_.NoteFault("coordinator stalls");
    return PlanTurn(seconds(choices_.Between(1, 25)));
  }
  const bool crashes = has_faults_ && DrawFate();
  if (crashes && choices_.OneIn(3)) return Crash();
  log_size_before_turn_ = log_.facts().size();
  if (arrived_.empty()) decider_->SweepWhenIdle();
  decider_->Decide(std::exchange(arrived_, {}));
  if (crashes) return Crash();
  log_.SetNextFate(CommitFate::kKept);
  for (const auto& answer : std::exchange(outbox_, {})) answer();
  const MonotonicDuration nap = decider_->NextWake() - timeline_.now().monotonic;
  PlanTurn(std::max(nap, MonotonicDuration(milliseconds(1))));
}

bool SimulatedCoordinator::DrawFate() {
  if (!choices_.OneIn(100)) return false;
  constexpr CommitFate kFates[] = {CommitFate::kKept, CommitFate::kRefused,
                                   CommitFate::kUnknownKept, CommitFate::kUnknownLost,
                                   CommitFate::kRefusedAsFacts};
  const int fate = choices_.Between(0, 4);
  log_.SetNextFate(kFates[fate]);
  return fate == 0 || choices_.OneIn(5);
}

void SimulatedCoordinator::Crash() {
  history_.NoteFault("coordinator crashes");
  log_.SetNextFate(CommitFate::kKept);
  log_.Crash();
  outbox_.clear();
  arrived_.clear();
  decider_.reset();
  next_turn_ = MonotonicTime::max();
  timeline_.After(choices_.Milliseconds(10, 5000), [this] { Start(); });
}

void SimulatedCoordinator::CrashWhileDeciding(BatchDecider::Command command) {
  if (decider_ == nullptr) return;
  log_.SetNextFate(CommitFate::kUnknownLost);
  std::vector<BatchDecider::Command> commands;
  commands.push_back(std::move(command));
  decider_->Decide(std::move(commands));
  Crash();
}

}  // namespace rung::simulation
