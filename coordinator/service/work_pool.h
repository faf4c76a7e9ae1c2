#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/mutex.h"

namespace rung {

// Threads that do what waits for the disk or takes long, since gRPC's own few
// threads must not. Thread-safe.
class WorkPool {
 public:
  // At most `capacity` pieces of work wait.
  WorkPool(int thread_count, std::size_t capacity);
  ~WorkPool() { Close(); }

  // Does what has been submitted, then ends the threads. Called by one thread.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

  // RESOURCE_EXHAUSTED where too much waits already, UNAVAILABLE once the pool is
  // closed; `work` is dropped then.
  absl::Status Submit(std::function<void()> work) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);

  const std::size_t capacity_;
  Mutex mutex_;
  CondVar submitted_;
  std::deque<std::function<void()>> work_ ABSL_GUARDED_BY(mutex_);
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace rung
