#include "simulated_log.h"

#include <algorithm>
#include <utility>

#include "replay_order.h"

namespace rung::simulation {

absl::Status SimulatedLog::Commit(std::span<const Fact> facts) {
  switch (std::exchange(next_fate_, CommitFate::kKept)) {
    case CommitFate::kKept:
      return Keep(facts);
    case CommitFate::kRefused:
      history_.NoteFault("commit refused");
      return absl::ResourceExhaustedError("the disk is full");
    case CommitFate::kUnknownKept:
      history_.NoteFault("commit kept, but reported as failed");
      if (const absl::Status kept = Keep(facts); !kept.ok()) return kept;
      return absl::UnavailableError("the disk does not answer");
    case CommitFate::kUnknownLost:
      history_.NoteFault("commit lost");
      return absl::UnavailableError("the disk does not answer");
    case CommitFate::kRefusedAsFacts:
      history_.NoteFault("batch refused for its facts");
      return absl::InternalError("these facts cannot be recorded together");
  }
  return absl::OkStatus();
}

absl::Status SimulatedLog::Keep(std::span<const Fact> facts) {
  if (under_ != nullptr) {
    const absl::Status kept = under_->Commit(facts);
    if (!kept.ok()) history_.Break("the store refuses the facts: " + kept.ToString());
    if (!kept.ok()) return kept;
  }
  newest_batch_ = facts_.size();
  for (const Fact& fact : facts) {
    KeepOne(fact);
    const bool is_result = std::holds_alternative<ResultRecorded>(fact);
    if (sabotage_ == Sabotage::kRecordsTwice && is_result) KeepOne(fact);
  }
  return absl::OkStatus();
}

void SimulatedLog::KeepOne(const Fact& fact) {
  facts_.push_back(fact);
  history_.Note("fact " + Describe(fact));
  if (const std::string fault = checker_.Check(fact); !fault.empty()) history_.Break(fault);
}

void SimulatedLog::Crash() {
  if (sabotage_ == Sabotage::kAnswersBeforeCommit) facts_.resize(newest_batch_);
}

absl::Status SimulatedLog::Replay(const std::function<void(const Fact&)>& apply) {
  if (under_ != nullptr) return under_->Replay(apply);
  for (const Fact* fact : InReplayOrder(facts_)) {
    const auto* ended = std::get_if<AttemptEnded>(fact);
    const bool is_lost = ended != nullptr && ended->end == v1::Attempt::LOST;
    if (sabotage_ == Sabotage::kReplaysNoLostAttempts && is_lost) continue;
    if (sabotage_ == Sabotage::kReplaysNoCheckpoints && ended != nullptr) {
      AttemptEnded without = *ended;
      without.checkpoint.clear();
      apply(without);
      continue;
    }
    apply(*fact);
  }
  return absl::OkStatus();
}

absl::StatusOr<SearchId> SimulatedLog::LastSearchId() {
  if (under_ != nullptr) return under_->LastSearchId();
  SearchId last = 0;
  for (const Fact& fact : facts_) {
    if (const auto* created = std::get_if<SearchCreated>(&fact)) last = created->search;
  }
  return last;
}

absl::StatusOr<SessionId> SimulatedLog::LastSessionId() {
  if (under_ != nullptr) return under_->LastSessionId();
  SessionId last = 0;
  for (const Fact& fact : facts_) {
    if (const auto* started = std::get_if<SessionStarted>(&fact)) last = started->session;
  }
  return last;
}

absl::StatusOr<bool> SimulatedLog::Sweep(int rows) {
  return under_ == nullptr ? false : under_->Sweep(rows);
}

}  // namespace rung::simulation
