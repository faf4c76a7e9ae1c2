#include "coordinator/service/work_pool.h"

#include <utility>

namespace rung {

WorkPool::WorkPool(int thread_count, WorkPoolRoom room) : room_(room) {
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

absl::Status WorkPool::Submit(std::function<void()> work, const WorkCost& cost) {
  const MutexLock lock(mutex_);
  if (is_ending_) return absl::UnavailableError("the coordinator is stopping");
  const auto own = work_.find(cost.caller);
  const bool has_room = piece_count_ < room_.pieces &&
                        (bytes_ == 0 || bytes_ + cost.bytes <= room_.bytes) &&
                        (own == work_.end() || own->second.size() < room_.pieces_of_a_caller);
  if (!has_room) {
    return absl::ResourceExhaustedError("the coordinator is overloaded; call again in a second");
  }
  if (own == work_.end()) turns_.push_back(cost.caller);
  work_[cost.caller].push_back({std::move(work), cost.bytes});
  ++piece_count_;
  bytes_ += cost.bytes;
  submitted_.NotifyOne();
  return absl::OkStatus();
}

std::function<void()> WorkPool::TakeNext() {
  const auto own = work_.find(turns_.front());
  Piece piece = std::move(own->second.front());
  own->second.pop_front();
  if (own->second.empty()) {
    work_.erase(own);
  } else {
    turns_.push_back(turns_.front());
  }
  turns_.pop_front();
  --piece_count_;
  bytes_ -= piece.bytes;
  return std::move(piece.work);
}

void WorkPool::Run() {
  while (true) {
    std::function<void()> work;
    {
      const MutexLock lock(mutex_);
      while (work_.empty() && !is_ending_) submitted_.Wait(mutex_);
      if (work_.empty()) return;
      work = TakeNext();
    }
    work();
  }
}

}  // namespace rung
