#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "worker/agent/blob_cache.h"
#include "worker/agent/coordinator_client.h"
#include "worker/agent/lru.h"
#include "worker/agent/random_source.h"
#include "worker/agent/task_inputs.h"

namespace rung {

// Bytes of checkpoints that are held in memory.
inline constexpr std::int64_t kHeldCheckpointBytes = std::int64_t{256} << 20;

// The coordinator's blobs, fetched once: data stay on disk and the last few data
// sets, decoded, in memory, shared by all tasks; the last few checkpoints stay in memory alone.
// Fetching outlasts outages of the coordinator, and goes on where it was. Used by one thread.
class CachedInputs : public TaskInputs {
 public:
  // `coordinator` must outlive this. Decoded data take `data_memory` bytes at most.
  CachedInputs(CoordinatorClient& coordinator, BlobCache cache, std::int64_t data_memory,
               RandomSource random);

  absl::StatusOr<std::shared_ptr<const PreparedTraining>> Training(
      const std::string& digest, mlp::Progress progress, const std::stop_token& stop) override;
  absl::StatusOr<std::shared_ptr<const PreparedTest>> Test(const std::string& digest,
                                                           mlp::Progress progress,
                                                           const std::stop_token& stop) override;
  absl::StatusOr<std::shared_ptr<const std::string>> Checkpoint(
      const std::string& digest, mlp::Progress progress, const std::stop_token& stop) override;

  // Holds a checkpoint that was made here, as its trial may be promoted, and returns it.
  std::shared_ptr<const std::string> Keep(const std::string& digest, std::string checkpoint);

 private:
  // Moves each piece of `what` until it has arrived.
  MovePiece Patiently(std::string what, mlp::Progress progress, const std::stop_token& stop) const;
  absl::StatusOr<std::string> FetchedPath(const std::string& digest, mlp::Progress progress,
                                          const std::stop_token& stop);

  // Makes room for the data in a file, before any memory is taken.
  absl::Status MakeRoom(const std::string& path);

  using PreparedData = std::variant<PreparedTraining, PreparedTest>;
  template <typename Data>
  using Read = absl::StatusOr<Data> (*)(const std::string& path);
  template <typename Data>
  absl::StatusOr<Data> ReadInRoom(Read<Data> read, const std::string& path);
  template <typename Data>
  absl::StatusOr<std::shared_ptr<const Data>> Decoded(Read<Data> read, const std::string& digest,
                                                      mlp::Progress progress,
                                                      const std::stop_token& stop);

  CoordinatorClient& coordinator_;
  BlobCache cache_;
  const std::int64_t data_memory_;
  const RandomSource random_;
  Lru<PreparedData> data_;
  Lru<std::string> checkpoints_{kHeldCheckpointBytes};
};

}  // namespace rung
