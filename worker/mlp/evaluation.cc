#include "worker/mlp/evaluation.h"

#include <span>
#include <vector>

#include "common/status_macros.h"
#include "worker/mlp/checkpoint.h"
#include "worker/mlp/data_check.h"
#include "worker/mlp/loss.h"
#include "worker/mlp/measurement.h"
#include "worker/mlp/metrics.h"
#include "worker/mlp/numerics.h"
#include "worker/mlp/spread.h"

namespace rung::mlp {
namespace {

absl::Status CheckTest(const PreparedTraining& training, const PreparedTest& test) {
  if (test.objective != training.objective || test.outputs != training.outputs ||
      test.target_mean != training.target_mean || test.target_scale != training.target_scale) {
    return absl::InvalidArgumentError(
        "the test rows were prepared with other labels than the training rows; prepare both from "
        "the same data set");
  }
  return CheckPart("test", test.test, test.objective, training.training.inputs, training.outputs);
}

// How the network of a checkpoint does on each row of a part.
class TrainedNetwork {
 public:
  TrainedNetwork(const TrialSetup& setup, const PreparedTraining& training,
                 const Kernels<float>& kernels)
      : objective_(training.objective),
        scale_{training.target_mean, training.target_scale},
        state_(ShapeOf(setup, training), setup.configuration.optimizer()),
        network_(ShapeOf(setup, training), setup.configuration.activation(), kernels,
                 /*batch_rows=*/0, kMeasuredTogether, /*has_dropout=*/false),
        loss_(kernels, kMeasuredTogether, static_cast<std::size_t>(training.outputs)),
        labels_(kMeasuredTogether) {}

  absl::Status Restore(std::string_view checkpoint, const TrialSetup& setup) {
    return DecodeCheckpoint(checkpoint, setup, network_.shape(), state_);
  }

  std::vector<RowOutcome> Outcomes(const PreparedPart& part) {
    std::vector<RowOutcome> outcomes(static_cast<std::size_t>(part.rows));
    MeasureRows(part, objective_, scale_, state_.parameters, network_, loss_, labels_, outcomes);
    return outcomes;
  }

 private:
  v1::Objective objective_;
  TargetScale scale_;
  TrainingState state_;
  Network<float> network_;
  Loss<float> loss_;
  LabelBatch labels_;
};

}  // namespace

absl::StatusOr<TestScores> ScoreOnTest(const TrialSetup& setup, const PreparedTraining& training,
                                       const PreparedTest& test, v1::Metric score,
                                       std::string_view checkpoint,
                                       const InstructionSet& instruction_set) {
  RETURN_IF_ERROR(CheckSetup(setup, training));
  RETURN_IF_ERROR(CheckScore(score, training.objective));
  RETURN_IF_ERROR(CheckTest(training, test));
  TrainedNetwork network(setup, training, KernelsFor(instruction_set, setup.arithmetic));
  RETURN_IF_ERROR(network.Restore(checkpoint, setup));
  const std::vector<RowOutcome> on_test = network.Outcomes(test.test);
  MetricSums sums;
  sums.Add(on_test);
  const auto spread = [&](std::span<const RowOutcome> outcomes) {
    return Spread(outcomes, score, training.target_scale, setup.seed,
                  static_cast<std::uint32_t>(setup.trial));
  };
  return TestScores{.test = MetricsOf(sums, training.objective, training.target_scale),
                    .validation_spread = spread(network.Outcomes(training.validation)),
                    .test_spread = spread(on_test)};
}

}  // namespace rung::mlp
