#include "coordinator/service/housekeeper.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

using std::chrono::seconds;

constexpr seconds kCheckpointInterval(2);
constexpr int kRoundsPerSweep = 30;
constexpr std::chrono::minutes kMinBlobAge(15);
// Where space is short. A blob is named by a row within seconds of its being put.
constexpr int kRoundsPerUrgentSweep = 5;
constexpr std::chrono::minutes kUrgentMinBlobAge(1);

void Log(std::string_view what, const absl::Status& status) {
  if (!status.ok()) spdlog::warn("{}: {}", what, std::string(status.message()));
}

}  // namespace

absl::Status DropUnusedBlobs(Reader& reader, BlobStore& blobs,
                             std::chrono::system_clock::time_point now,
                             std::chrono::microseconds min_age) {
  // The list comes first: what is put later is not on it.
  ASSIGN_OR_RETURN(const auto stored, blobs.List());
  ASSIGN_OR_RETURN(const auto used, reader.BlobsInUse());
  const std::chrono::microseconds youngest =
      std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()) - min_age;
  for (const auto& blob : stored) {
    if (used.contains(blob.digest) || blob.time_us > youngest.count()) continue;
    RETURN_IF_ERROR(blobs.Remove(blob.digest));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Housekeeper>> Housekeeper::Start(const std::string& database,
                                                                ReaderPool& readers,
                                                                BlobStore& blobs) {
  ASSIGN_OR_RETURN(auto checkpointer, WalCheckpointer::Open(database));
  return std::unique_ptr<Housekeeper>(new Housekeeper(std::move(checkpointer), readers, blobs));
}

Housekeeper::Housekeeper(std::unique_ptr<WalCheckpointer> checkpointer, ReaderPool& readers,
                         BlobStore& blobs)
    : checkpointer_(std::move(checkpointer)),
      readers_(readers),
      blobs_(blobs),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

Housekeeper::~Housekeeper() = default;

void Housekeeper::Run(const std::stop_token& stop) {
  for (int round = 1; !stop.stop_requested(); ++round) {
    {
      std::unique_lock lock(mutex_);
      woken_.wait_for(lock, stop, kCheckpointInterval, [] { return false; });
    }
    Log("cannot move the write-ahead log", checkpointer_->Checkpoint());
    const bool is_short = blobs_.IsShortOfSpace();
    if (round % (is_short ? kRoundsPerUrgentSweep : kRoundsPerSweep) != 0) continue;
    Log("cannot drop unused blobs",
        DropUnusedBlobs(*readers_.Take(), blobs_, std::chrono::system_clock::now(),
                        is_short ? kUrgentMinBlobAge : kMinBlobAge));
  }
  Log("cannot empty the write-ahead log", checkpointer_->Truncate());
}

}  // namespace rung
