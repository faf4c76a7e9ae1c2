#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "coordinator/decide/decider.h"

namespace rung {

inline constexpr std::chrono::seconds kLeaseDuration(30);
inline constexpr char kSessionKey[] = "key";
inline const Now kStart{MonotonicTime(std::chrono::seconds(1000)), 1'000'000};

inline Now After(std::chrono::seconds duration) {
  return {kStart.monotonic + duration, kStart.wall_us};
}

// Nine trials, nine epochs, eta 3: rungs of 9, 3 and 1 at 1, 3 and 9 epochs.
v1::SearchSpec NineTrials(const std::string& name);

// A decider that holds a data set.
Decider MakeDecider();

// Starts a search on that data set.
absl::StatusOr<std::string> CreateSearch(Decider& decider, const v1::SearchSpec& spec,
                                         const std::string& request_id = "");

// A worker without a network: it leases, and completes what it holds.
class FakeWorker {
 public:
  FakeWorker(Decider& decider, const std::string& name);

  // A coordinator that started again knows the worker's session.
  void Meet(Decider& decider) { decider_ = &decider; }
  const std::string& session() const { return session_; }

  // The task that was lent, or nullopt.
  std::optional<v1::Task> Lease(Now now = kStart);
  // Completes a training task with a score that follows from trial and rung alone,
  // or scores a finalist.
  v1::CompleteTaskResponse::Answer Complete(const v1::Task& task, Now now = kStart);
  v1::CompleteTaskResponse::Answer Finish(const v1::Task& task,
                                          v1::CompleteTaskRequest::Outcome outcome,
                                          Now now = kStart);
  v1::RenewLeaseResponse::Answer Renew(const v1::Task& task, Now now = kStart);
  void Return(const v1::Task& task, const std::string& reason = "", Now now = kStart);

 private:
  Decider* decider_;
  std::string session_;
  int requests_ = 0;
};

// What a fake training gives.
double FakeScore(std::int64_t trial, int rung);
v1::CompleteTaskRequest FakeResult(const v1::Task& task, const FakeWorker& worker);

// Works until no task is lent; answers how many were.
int WorkThrough(FakeWorker& worker, Now now = kStart);

// Of all facts so far, those of one kind.
template <class Kind>
std::vector<Kind> FactsOf(const std::vector<Fact>& facts) {
  std::vector<Kind> found;
  for (const Fact& fact : facts) {
    if (const auto* kind = std::get_if<Kind>(&fact)) found.push_back(*kind);
  }
  return found;
}

}  // namespace rung
