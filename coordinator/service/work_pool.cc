#include "coordinator/service/work_pool.h"

#include <utility>

namespace rung {

WorkPool::WorkPool(int thread_count, std::size_t capacity) : capacity_(capacity) {
  for (int i = 0; i < thread_count; ++i) threads_.emplace_back([this] { Run(); });
}

void WorkPool::Close() {
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    submitted_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

absl::Status WorkPool::Submit(std::function<void()> work) {
  const MutexLock lock(mutex_);
  if (is_ending_) return absl::UnavailableError("the coordinator is stopping");
  if (work_.size() >= capacity_) {
    return absl::ResourceExhaustedError("the coordinator is overloaded; call again in a second");
  }
  work_.push_back(std::move(work));
  submitted_.NotifyOne();
  return absl::OkStatus();
}

void WorkPool::Run() {
  while (true) {
    std::function<void()> work;
    {
      const MutexLock lock(mutex_);
      while (work_.empty() && !is_ending_) submitted_.Wait(mutex_);
      if (work_.empty()) return;
      work = std::move(work_.front());
      work_.pop_front();
    }
    work();
  }
}

}  // namespace rung
