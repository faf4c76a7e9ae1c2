#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/mutex.h"
#include "coordinator/service/work_cost.h"

namespace rung {

// What may wait in a WorkPool.
struct WorkPoolRoom {
  std::size_t pieces = 4096;
  std::size_t pieces_of_a_caller = 1024;
  std::size_t bytes = std::size_t{64} << 20;  // at least one piece waits, however large
};

// Threads that do what waits for the disk or takes long, since gRPC's own few
// threads must not. Callers take turns, so that none waits for all that another asked
// for. Thread-safe.
class WorkPool {
 public:
  explicit WorkPool(int thread_count, WorkPoolRoom room = {});
  ~WorkPool() { Close(); }

  // Does what has been submitted, then ends the threads. Called by one thread.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

  // RESOURCE_EXHAUSTED where too much waits already, UNAVAILABLE once the pool is
  // closed; `work` is dropped then.
  absl::Status Submit(std::function<void()> work, const WorkCost& cost) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Piece {
    std::function<void()> work;
    std::size_t bytes = 0;
  };

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  std::function<void()> TakeNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const WorkPoolRoom room_;
  Mutex mutex_;
  CondVar submitted_;
  std::map<std::string, std::deque<Piece>> work_ ABSL_GUARDED_BY(mutex_);  // by caller
  std::deque<std::string> turns_ ABSL_GUARDED_BY(mutex_);  // of the callers whose work waits
  std::size_t piece_count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace rung
