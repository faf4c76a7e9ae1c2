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

// Removes the blobs that no row needs any more.
// A blob younger than `min_age` may be waiting for its row and is left alone.
absl::Status DropUnusedBlobs(Reader& reader, BlobStore& blobs,
                             std::chrono::system_clock::time_point now,
                             std::chrono::microseconds min_age);

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

  std::unique_ptr<WalCheckpointer> checkpointer_;
  ReaderPool& readers_;
  BlobStore& blobs_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread thread_;  // last: it uses all above
};

}  // namespace rung
