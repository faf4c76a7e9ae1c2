#include "coordinator/store/reader_pool.h"

#include <utility>

#include "common/status_macros.h"

namespace rung {

ReaderPool::Lease::~Lease() {
  if (reader_ != nullptr) pool_->GiveBack(std::move(reader_));
}

absl::StatusOr<std::unique_ptr<ReaderPool>> ReaderPool::Open(const std::string& path, int size) {
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < size; ++i) {
    ASSIGN_OR_RETURN(readers.emplace_back(), Reader::Open(path));
  }
  return std::unique_ptr<ReaderPool>(new ReaderPool(std::move(readers)));
}

ReaderPool::Lease ReaderPool::Take() {
  MutexLock lock(mutex_);
  while (free_.empty()) given_back_.Wait(mutex_);
  std::unique_ptr<Reader> reader = std::move(free_.back());
  free_.pop_back();
  return Lease(*this, std::move(reader));
}

void ReaderPool::GiveBack(std::unique_ptr<Reader> reader) {
  MutexLock lock(mutex_);
  free_.push_back(std::move(reader));
  given_back_.NotifyOne();
}

}  // namespace rung
