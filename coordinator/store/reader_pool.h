#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "common/mutex.h"
#include "coordinator/store/reader.h"

namespace rung {

// A fixed number of readers, shared by the threads that answer queries.
// Thread-safe. Outlives its leases.
class ReaderPool {
 public:
  // A reader of one's own until the lease ends.
  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<Reader> reader)
        : pool_(&pool), reader_(std::move(reader)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Reader* operator->() const { return reader_.get(); }
    Reader& operator*() const { return *reader_; }

   private:
    ReaderPool* pool_;
    std::unique_ptr<Reader> reader_;
  };

  // Opens `size` readers, at least 1, of an open Store's file.
  static absl::StatusOr<std::unique_ptr<ReaderPool>> Open(const std::string& path, int size);

  // Waits until a reader is free.
  Lease Take() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  explicit ReaderPool(std::vector<std::unique_ptr<Reader>> readers) : free_(std::move(readers)) {}
  void GiveBack(std::unique_ptr<Reader> reader) ABSL_LOCKS_EXCLUDED(mutex_);

  Mutex mutex_;
  CondVar given_back_;
  std::vector<std::unique_ptr<Reader>> free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rung
