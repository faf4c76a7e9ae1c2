#include "worker/mlp/evaluation.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "common/status_macros.h"
#include "worker/mlp/area_under_curve.h"
#include "worker/mlp/checkpoint.h"
#include "worker/mlp/class_scores.h"
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

struct MeasuredRows {
  std::vector<RowOutcome> outcomes;
  std::optional<ClassScores> scores;
};

Measured MeasuredOf(const MeasuredRows& rows, std::int32_t classes) {
  MetricSums sums(classes);
  sums.Add(rows.outcomes);
  return MeasuredOf(std::move(sums), rows.scores);
}

ScoreOfSample SampledArea(const ClassScores& scores) {
  return [curve = AreaUnderCurve(scores)](std::span<const std::uint32_t> drawn) {
    return curve.OfSample(drawn);
  };
}

ScoreOfSample SampledMetric(const std::vector<RowOutcome>& outcomes, std::int32_t classes,
                            v1::Metric metric, double target_scale) {
  return [=, &outcomes](std::span<const std::uint32_t> drawn) {
    Measured measured{.sums = MetricSums(CountsClasses(metric) ? classes : 0)};
    for (const std::uint32_t row : drawn) measured.sums.Add(outcomes[row]);
    return MetricOf(measured, metric, target_scale);
  };
}

// With each sample a step of progress.
ScoreOfSample Counted(ScoreOfSample score, Progress progress) {
  return [score = std::move(score), progress](std::span<const std::uint32_t> drawn) {
    const double of_sample = score(drawn);
    CountStep(progress);
    return of_sample;
  };
}

// How the network of a checkpoint does on each row of a part.
class TrainedNetwork {
 public:
  TrainedNetwork(const TrialSetup& setup, const PreparedTraining& training,
                 const Kernels<float>& kernels)
      : objective_(training.objective),
        classes_(ClassesOf(training)),
        scale_{training.target_mean, training.target_scale},
        state_(ShapeOf(setup, training), setup.configuration.optimizer()),
        network_(ShapeOf(setup, training), setup.configuration.activation(), kernels,
                 /*batch_rows=*/0, kMeasuredTogether, /*has_dropout=*/false),
        loss_(kernels, kMeasuredTogether, static_cast<std::size_t>(training.outputs)),
        labels_(kMeasuredTogether) {}

  absl::Status Restore(std::string_view checkpoint, const TrialSetup& setup) {
    return DecodeCheckpoint(checkpoint, setup, network_.shape(), state_);
  }

  MeasuredRows Measure(const PreparedPart& part, Progress progress) {
    MeasuredRows rows{std::vector<RowOutcome>(static_cast<std::size_t>(part.rows)),
                      ClassScoresFor(part.rows, classes_)};
    MeasureRows(part, objective_, scale_, state_.parameters, network_, loss_, labels_,
                rows.outcomes, rows.scores, progress);
    return rows;
  }

  std::int32_t classes() const { return classes_; }

 private:
  v1::Objective objective_;
  std::int32_t classes_;
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
                                       const InstructionSet& instruction_set, Progress progress) {
  RETURN_IF_ERROR(CheckSetup(setup, training));
  RETURN_IF_ERROR(CheckScore(score, training.objective,
                             std::max(training.validation.rows, test.test.rows), training.outputs));
  RETURN_IF_ERROR(CheckTest(training, test));
  TrainedNetwork network(setup, training, KernelsFor(instruction_set, setup.arithmetic));
  RETURN_IF_ERROR(network.Restore(checkpoint, setup));
  const MeasuredRows on_test = network.Measure(test.test, progress);
  const auto spread = [&](const MeasuredRows& rows) {
    return Spread(rows.outcomes.size(), setup.seed, static_cast<std::uint32_t>(setup.trial),
                  Counted(score == v1::AUC ? SampledArea(*rows.scores)
                                           : SampledMetric(rows.outcomes, network.classes(), score,
                                                           training.target_scale),
                          progress));
  };
  return TestScores{.test = MetricsOf(MeasuredOf(on_test, network.classes()), training.objective,
                                      training.target_scale),
                    .validation_spread = spread(network.Measure(training.validation, progress)),
                    .test_spread = spread(on_test)};
}

}  // namespace rung::mlp
