#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/data/prepared_data.h"
#include "rung/v1/trial.pb.h"
#include "worker/mlp/batches.h"
#include "worker/mlp/checkpoint.h"
#include "worker/mlp/class_scores.h"
#include "worker/mlp/kernels/instruction_sets.h"
#include "worker/mlp/loss.h"
#include "worker/mlp/matrix.h"
#include "worker/mlp/metrics.h"
#include "worker/mlp/network.h"
#include "worker/mlp/progress.h"
#include "worker/mlp/row_outcome.h"
#include "worker/mlp/trial_setup.h"

namespace rung::mlp {

// Trains one trial. The weights after epoch e are a function of setup and data, whatever
// the instruction set, and however often training was stopped and gone on with from
// a checkpoint. Used by one thread at a time; trainers share nothing.
class Trainer {
 public:
  // Starts from initial weights. `data` must outlive the trainer.
  // Errors: INVALID_ARGUMENT or RESOURCE_EXHAUSTED for a configuration that is
  // out of range or over a cap, or for inconsistent data. Throws std::bad_alloc where
  // this machine has no memory for the network.
  static absl::StatusOr<std::unique_ptr<Trainer>> Create(const TrialSetup& setup,
                                                         const PreparedTraining& data,
                                                         v1::Metric score,
                                                         const InstructionSet& instruction_set);

  // Goes on from a checkpoint of the same setup. Errors: DATA_LOSS for bytes that
  // are damaged or belong to another trial; the trainer is then as before.
  absl::Status Restore(std::string_view checkpoint);

  // All that is needed to go on; see checkpoint.h.
  std::string Checkpoint() const;

  // Counted from the trial's start.
  int epochs_done() const { return state_.epochs_done; }

  // True once a loss or a weight was not finite.
  bool diverged() const { return diverged_; }

  // Trains one epoch and validates; fills all of v1::Epoch but `seconds`. Returns
  // nullopt if `stop` was requested before the end; the trainer is then of no
  // more use. An epoch that diverges ends at once: it is returned, counts the rows
  // it came to and may hold numbers that are not finite. Not to be called once
  // diverged, nor after the configuration's last epoch. Here and below, each
  // mini-batch that is trained or measured is a step of `progress`.
  std::optional<v1::Epoch> TrainEpoch(std::stop_token stop, Progress progress = nullptr);

  // Over the whole training part, with the last weights and without dropout.
  v1::Metrics TrainingMetrics(Progress progress = nullptr) const;
  // The same over the validation part.
  v1::Metrics ValidationMetrics(Progress progress = nullptr) const;

 private:
  Trainer(const TrialSetup& setup, const PreparedTraining& data, v1::Metric score,
          const Kernels<float>& kernels);

  // What an epoch learns of the rows that it trains on. scores: where AUC is the score.
  struct Learned {
    MetricSums sums;
    std::optional<ClassScores> scores;
  };

  // Trains on all rows in the epoch's order; false if stopped.
  bool TrainOnAllRows(int epoch, const std::stop_token& stop, Progress progress, Learned& learned);
  // Trains on `batch`, whose first row is at `position` in the epoch's order;
  // marks divergence.
  void TrainOnBatch(int epoch, std::size_t position, std::span<const std::uint32_t> batch,
                    Learned& learned);
  void FillMasks(int epoch, std::size_t position, std::size_t rows);
  void Update(int epoch, std::size_t position);
  // What shortens the gradient to gradient_clip; 1 where it is no longer than that.
  double GradientScale() const;
  v1::Metrics AllMetrics(const PreparedPart& part, Progress progress) const;
  Measured Measure(const PreparedPart& part, bool has_area_under_curve, Progress progress) const;

  const TrialSetup setup_;
  const PreparedTraining& data_;
  const v1::Metric score_;
  const TargetScale target_scale_;
  TrainingState state_;
  AlignedVector<float> gradient_;
  bool diverged_ = false;
  // Scratch: what these hold never outlives a call.
  mutable Network<float> network_;
  mutable Loss<float> loss_;
  mutable LabelBatch labels_;
  mutable std::vector<RowOutcome> outcomes_;
  std::vector<std::uint32_t> order_;
};

}  // namespace rung::mlp
