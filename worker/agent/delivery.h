#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "rung/v1/task.pb.h"
#include "worker/agent/coordinator_client.h"
#include "worker/agent/lease_keeper.h"
#include "worker/agent/random_source.h"

namespace rung {

// Why a worker hands back what it has not done.
inline constexpr char kAskedToStop[] = "the worker was asked to stop";

// A task that is done, or left unfinished, with all that it takes to tell so.
struct DoneTask {
  v1::CompleteTaskRequest completion;             // all but its epochs
  bool is_unfinished = false;                     // of the completion only the checkpoint counts
  std::shared_ptr<const std::string> checkpoint;  // null where the completion names none
  std::unique_ptr<LeaseKeeper> keeper;            // keeps the lease, and the epochs to be told
  std::stop_source drop;                          // the keeper's
};

// Completes tasks, or hands them back, in a thread of its own, one after the other, so that the
// worker trains its next task meanwhile. The lease is kept until the result is recorded, refused or
// dropped; each step of the delivery is progress, for the task that waits for its turn too. A try
// after an INTERNAL is none: that may be the answer for ever. Used by one thread.
class Delivery {
 public:
  // `coordinator` must outlive this.
  Delivery(CoordinatorClient& coordinator, RandomSource random);

  // Waits for the task before, then begins with this one: puts its checkpoint and completes it,
  // as often as it takes. An unfinished one is handed back with its checkpoint. Once `stop`
  // is requested it is left as it is: the session's end hands it back.
  void Send(DoneTask done, std::stop_token stop);
  // Waits until nothing is under way.
  void Wait();
  // Name of the attempt that is under way; empty where none is.
  std::string UnderWay() const;

 private:
  // A call that tells of a task and of these epochs.
  using Call = std::function<absl::Status(const std::vector<v1::Epoch>&)>;

  void Deliver(DoneTask done, const std::stop_token& stop);
  void Complete(DoneTask& done);
  void HandBackUnfinished(DoneTask& done);
  // Puts the checkpoint and makes the call, as often as it takes.
  absl::Status Tell(std::string_view what, const DoneTask& done, const Call& call);
  absl::Status TellOnce(const DoneTask& done, const BlobProgress& progress, const Call& call);
  absl::Status PutCheckpoint(const DoneTask& done, const BlobProgress& progress);
  // A task that waits for room does not stand still.
  void CountStep(const DoneTask& done);

  CoordinatorClient& coordinator_;
  const RandomSource random_;
  std::atomic<std::int64_t> steps_ = 0;  // of what is under way, since they were last looked at
  std::string name_;                     // of the attempt sent last
  std::future<void> under_way_;          // last: it uses the members above
};

}  // namespace rung
