#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "common/epochs_per_call.h"
#include "common/mutex.h"
#include "rung/v1/task.pb.h"
#include "worker/agent/coordinator_client.h"
#include "worker/agent/random_source.h"

namespace rung {

// Keeps the lease of one task: renews it in a thread of its own, as often as the
// task asks within 200 ms to 5 s, with the epochs that no renewal has been
// answered for. Where there is no answer it tries again, and training goes on
// meanwhile. Once the task is superseded, cancelled or unknown, it requests
// `drop` to stop and renews no more.
class LeaseKeeper {
 public:
  // `coordinator` must outlive this. `session` is that under which the task was lent.
  LeaseKeeper(CoordinatorClient& coordinator, const v1::Task& task, std::string session,
              std::stop_source drop, RandomSource random);
  // Cancels a renewal that is under way.
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  // May be called while renewals go on.
  void Add(const v1::Epoch& epoch) ABSL_LOCKS_EXCLUDED(mutex_);

  // To be counted up as mini-batches are trained: what the coordinator takes for progress.
  std::atomic<std::int64_t>& batch_count() { return batch_count_; }

  // The epochs that no renewal has been answered for. Where they are more than
  // kMaxEpochsPerCall, renews until they are not; they stay more if `drop` is
  // requested meanwhile.
  std::vector<v1::Epoch> Unanswered() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using Time = std::chrono::steady_clock::time_point;

  void Run();
  // False once the lease is to be kept no longer.
  bool WaitForTurn() ABSL_LOCKS_EXCLUDED(mutex_);
  v1::RenewLeaseRequest NextRequest() ABSL_LOCKS_EXCLUDED(mutex_);
  void TakeRenewal(int answered_epochs) ABSL_LOCKS_EXCLUDED(mutex_);
  void TakeFailure(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);
  void Drop(std::string_view why) ABSL_LOCKS_EXCLUDED(mutex_);

  CoordinatorClient& coordinator_;
  const std::string name_;
  const std::string session_;
  const std::chrono::milliseconds interval_;
  const RandomSource random_;
  std::stop_source drop_;
  std::stop_source end_;
  std::atomic<std::int64_t> batch_count_ = 0;

  Mutex mutex_;
  CondVar changed_;
  std::vector<v1::Epoch> unanswered_ ABSL_GUARDED_BY(mutex_);
  Time next_renewal_ ABSL_GUARDED_BY(mutex_);
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;

  std::thread thread_;  // last: it uses the members above
};

}  // namespace rung
