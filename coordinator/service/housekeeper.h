#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/reader_pool.h"
#include "coordinator/store/wal_checkpointer.h"

namespace rung {

// A thread that keeps the files small: moves the write-ahead log into the database
// and removes blobs of no use, sooner where space is short.
class Housekeeper {
 public:
  // The parts outlive it.
  static absl::StatusOr<std::unique_ptr<Housekeeper>> Start(const std::string& database,
                                                            ReaderPool& readers, BlobStore& blobs);
  ~Housekeeper();

 private:
  Housekeeper(std::unique_ptr<WalCheckpointer> checkpointer, ReaderPool& readers, BlobStore& blobs);
  void Run(const std::stop_token& stop);
  absl::Status DropUnused(std::chrono::seconds idle);

  std::unique_ptr<WalCheckpointer> checkpointer_;
  ReaderPool& readers_;
  BlobStore& blobs_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread thread_;  // last: it uses all above
};

}  // namespace rung
