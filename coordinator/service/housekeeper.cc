#include "coordinator/service/housekeeper.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

using std::chrono::seconds;

constexpr seconds kCheckpointInterval(2);
constexpr int kRoundsPerSweep = 30;
constexpr std::chrono::minutes kIdle(15);
// Where space is short. A blob is named by a row within minutes of its last use.
constexpr int kRoundsPerUrgentSweep = 5;
constexpr std::chrono::minutes kUrgentIdle(5);

void Log(std::string_view what, const absl::Status& status) {
  if (!status.ok()) spdlog::warn("{}: {}", what, std::string(status.message()));
}

}  // namespace

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

absl::Status Housekeeper::DropUnused(std::chrono::seconds idle) {
  ASSIGN_OR_RETURN(const auto used, readers_.Take()->BlobsInUse());
  return blobs_.DropUnused(used, idle);
}

void Housekeeper::Run(const std::stop_token& stop) {
  for (int round = 1; !stop.stop_requested(); ++round) {
    {
      std::unique_lock lock(mutex_);
      woken_.wait_for(lock, stop, kCheckpointInterval, [] { return false; });
    }
    Log("cannot move the write-ahead log", checkpointer_->Checkpoint());
    const bool is_short = blobs_.IsShortOfSpace();
    if (round % (is_short ? kRoundsPerUrgentSweep : kRoundsPerSweep) != 0) continue;
    const std::chrono::minutes idle = is_short ? kUrgentIdle : kIdle;
    blobs_.DropIdleUploads(idle);
    Log("cannot drop unused blobs", DropUnused(idle));
  }
  Log("cannot empty the write-ahead log", checkpointer_->Truncate());
}

}  // namespace rung
