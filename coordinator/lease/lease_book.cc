#include "coordinator/lease/lease_book.h"

#include <algorithm>
#include <utility>

namespace rung {

void LeaseBook::Start(const TaskKey& task, int attempt, SessionId session, MonotonicTime now) {
  Loans& loans = loans_[task];
  Close(loans);
  StopWaiting(task);
  loans.holders.resize(static_cast<std::size_t>(attempt));
  loans.holders.back() = session;
  loans.lease = Lease{.task = task,
                      .attempt = attempt,
                      .session = session,
                      .progress_deadline = now + times_.progress};
  MoveDeadline(*loans.lease, now);
}

void LeaseBook::Renew(const TaskKey& task, std::int64_t batch_count, MonotonicTime now) {
  Lease& lease = *loans_.at(task).lease;
  if (batch_count > lease.batch_count) {
    lease.batch_count = batch_count;
    lease.progress_deadline = now + times_.progress;
  }
  MoveDeadline(lease, now);
}

void LeaseBook::MoveDeadline(Lease& lease, MonotonicTime now) {
  by_deadline_.erase({lease.deadline, lease.task});
  lease.deadline = std::min(now + times_.lease, lease.progress_deadline);
  by_deadline_.emplace(lease.deadline, lease.task);
}

void LeaseBook::RenewAll(MonotonicTime now) {
  for (const auto& [deadline, task] : std::exchange(by_deadline_, {})) {
    Lease& lease = *loans_.at(task).lease;
    lease.progress_deadline = now + times_.progress;
    MoveDeadline(lease, now);
  }
}

void LeaseBook::EndWithoutResult(const TaskKey& task, Setback setback) {
  Loans& loans = loans_.at(task);
  Close(loans);
  if (setback == Setback::kLost) ++loans.lost;
  if (setback == Setback::kRefused) ++loans.refused;
  if (setback == Setback::kUnfit) ++loans.unfit;
  if (setback == Setback::kAdvanced) loans.refused = loans.unfit = 0;
  waiting_.emplace(next_place_, task);
  waiting_place_.emplace(task, next_place_);
  ++next_place_;
}

void LeaseBook::Finish(const TaskKey& task) {
  Loans& loans = loans_[task];
  Close(loans);
  StopWaiting(task);
}

void LeaseBook::DropWaiting() {
  waiting_.clear();
  waiting_place_.clear();
}

AttemptStanding LeaseBook::Standing(const TaskKey& task, int attempt) const {
  const auto found = loans_.find(task);
  if (found == loans_.end() || attempt > found->second.attempts()) return AttemptStanding::kUnknown;
  if (attempt < found->second.attempts()) return AttemptStanding::kSuperseded;
  return found->second.lease ? AttemptStanding::kLent : AttemptStanding::kEnded;
}

std::optional<SessionId> LeaseBook::Holder(const TaskKey& task, int attempt) const {
  if (attempt < 1 || Standing(task, attempt) == AttemptStanding::kUnknown) return std::nullopt;
  return loans_.at(task).holders[static_cast<std::size_t>(attempt) - 1];
}

int LeaseBook::NextAttempt(const TaskKey& task) const {
  const auto found = loans_.find(task);
  return found == loans_.end() ? 1 : found->second.attempts() + 1;
}

int LeaseBook::LostCount(const TaskKey& task) const {
  const auto found = loans_.find(task);
  return found == loans_.end() ? 0 : found->second.lost;
}

int LeaseBook::RefusedCount(const TaskKey& task) const {
  const auto found = loans_.find(task);
  return found == loans_.end() ? 0 : found->second.refused;
}

int LeaseBook::UnfitCount(const TaskKey& task) const {
  const auto found = loans_.find(task);
  return found == loans_.end() ? 0 : found->second.unfit;
}

bool LeaseBook::WasLentTo(const TaskKey& task, SessionId session) const {
  const auto found = loans_.find(task);
  return found != loans_.end() &&
         std::ranges::find(found->second.holders, session) != found->second.holders.end();
}

std::vector<SessionId> LeaseBook::Holders() const {
  std::vector<SessionId> holders;
  for (const auto& [deadline, task] : by_deadline_) {
    holders.push_back(loans_.at(task).lease->session);
  }
  return holders;
}

const Lease* LeaseBook::Find(const TaskKey& task) const {
  const auto found = loans_.find(task);
  return found == loans_.end() || !found->second.lease ? nullptr : &*found->second.lease;
}

std::optional<TaskKey> LeaseBook::Waiting() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.begin()->second;
}

std::optional<Lease> LeaseBook::Overdue(MonotonicTime now) const {
  if (by_deadline_.empty() || by_deadline_.begin()->first > now) return std::nullopt;
  return loans_.at(by_deadline_.begin()->second).lease;
}

std::vector<Lease> LeaseBook::AllOverdue(MonotonicTime now) const {
  std::vector<Lease> overdue;
  for (const auto& [deadline, task] : by_deadline_) {
    if (deadline > now) break;
    overdue.push_back(*loans_.at(task).lease);
  }
  return overdue;
}

std::optional<MonotonicTime> LeaseBook::NextDeadline(MonotonicTime now) const {
  const auto next = std::find_if(by_deadline_.begin(), by_deadline_.end(),
                                 [&](const auto& entry) { return entry.first > now; });
  if (next == by_deadline_.end()) return std::nullopt;
  return next->first;
}

void LeaseBook::Close(Loans& loans) {
  if (!loans.lease) return;
  by_deadline_.erase({loans.lease->deadline, loans.lease->task});
  loans.lease.reset();
}

void LeaseBook::StopWaiting(const TaskKey& task) {
  const auto place = waiting_place_.find(task);
  if (place == waiting_place_.end()) return;
  waiting_.erase(place->second);
  waiting_place_.erase(place);
}

}  // namespace rung
