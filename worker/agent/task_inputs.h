#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "common/data/prepared_data.h"
#include "worker/mlp/progress.h"

namespace rung {

// Where a task's blobs come from. Errors: CANCELLED once `stop` is requested;
// FAILED_PRECONDITION where this machine cannot keep them, as on a full disk, or may not hold them
// in memory; any other means that the blob cannot be had, now or later. Each piece of a blob that
// arrives is a step of `progress`.
class TaskInputs {
 public:
  virtual ~TaskInputs() = default;

  virtual absl::StatusOr<std::shared_ptr<const PreparedTraining>> Training(
      const std::string& digest, mlp::Progress progress, const std::stop_token& stop) = 0;
  virtual absl::StatusOr<std::shared_ptr<const PreparedTest>> Test(const std::string& digest,
                                                                   mlp::Progress progress,
                                                                   const std::stop_token& stop) = 0;
  virtual absl::StatusOr<std::shared_ptr<const std::string>> Checkpoint(
      const std::string& digest, mlp::Progress progress, const std::stop_token& stop) = 0;
};

}  // namespace rung
