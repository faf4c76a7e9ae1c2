#include "worker/mlp/trainer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "common/status_macros.h"
#include "worker/mlp/class_weights.h"
#include "worker/mlp/data_check.h"
#include "worker/mlp/dropout.h"
#include "worker/mlp/initial_weights.h"
#include "worker/mlp/learning_rate_schedule.h"
#include "worker/mlp/measurement.h"
#include "worker/mlp/numerics.h"
#include "worker/mlp/optimizer.h"

namespace rung::mlp {
namespace {

bool AllFinite(std::span<const float> numbers) {
  constexpr std::uint32_t kExponent = 0x7f800000;
  std::uint32_t found = 0;
  for (const float number : numbers) {
    found |= (std::bit_cast<std::uint32_t>(number) & kExponent) == kExponent ? 1U : 0U;
  }
  return found == 0;
}

std::size_t RowsOf(const PreparedPart& part) { return static_cast<std::size_t>(part.rows); }

std::uint32_t TrialNumber(const TrialSetup& setup) {
  return static_cast<std::uint32_t>(setup.trial);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Trainer>> Trainer::Create(const TrialSetup& setup,
                                                         const PreparedTraining& data,
                                                         v1::Metric score,
                                                         const InstructionSet& instruction_set) {
  RETURN_IF_ERROR(CheckSetup(setup, data));
  RETURN_IF_ERROR(CheckScore(score, data.objective,
                             std::max(data.training.rows, data.validation.rows), data.outputs));
  return std::unique_ptr<Trainer>(
      new Trainer(setup, data, score, KernelsFor(instruction_set, setup.arithmetic)));
}

Trainer::Trainer(const TrialSetup& setup, const PreparedTraining& data, v1::Metric score,
                 const Kernels<float>& kernels)
    : setup_(setup),
      data_(data),
      score_(score),
      target_scale_{data.target_mean, data.target_scale},
      state_(ShapeOf(setup, data), setup.configuration.optimizer()),
      gradient_(state_.parameters.size()),
      network_(ShapeOf(setup, data), setup.configuration.activation(), kernels,
               BatchRows(setup, data), kMeasuredTogether, setup.configuration.dropout() > 0),
      loss_(kernels, std::max(BatchRows(setup, data), kMeasuredTogether),
            static_cast<std::size_t>(data.outputs), setup.configuration.label_smoothing(),
            ClassWeights(setup.configuration.class_weight(), data.training.classes, data.outputs)),
      labels_(std::max(BatchRows(setup, data), kMeasuredTogether)),
      outcomes_(std::max(RowsOf(data.training), RowsOf(data.validation))),
      order_(RowsOf(data.training)) {
  FillInitialWeights(network_.shape(), setup.configuration.activation(), setup.seed,
                     TrialNumber(setup), state_.parameters);
}

absl::Status Trainer::Restore(std::string_view checkpoint) {
  return DecodeCheckpoint(checkpoint, setup_, network_.shape(), state_);
}

std::string Trainer::Checkpoint() const {
  return EncodeCheckpoint(setup_, network_.shape(), state_);
}

std::optional<v1::Epoch> Trainer::TrainEpoch(std::stop_token stop, Progress progress) {
  const int number = state_.epochs_done + 1;
  Learned learned{MetricSums(CountsClasses(score_) ? ClassesOf(data_) : 0), std::nullopt};
  if (score_ == v1::AUC) learned.scores = ClassScoresFor(data_.training.rows, ClassesOf(data_));
  if (!TrainOnAllRows(number, stop, progress, learned)) return std::nullopt;
  state_.epochs_done = number;
  const Measured training = MeasuredOf(std::move(learned.sums), learned.scores);
  const Measured validation = Measure(data_.validation, score_ == v1::AUC, progress);
  diverged_ = diverged_ || !AllFinite(state_.parameters) || !std::isfinite(validation.sums.loss);

  v1::Epoch epoch;
  epoch.set_epoch(number);
  epoch.set_training_loss(MeanLoss(training.sums));
  epoch.set_training_score(MetricOf(training, score_, data_.target_scale));
  epoch.set_validation_loss(MeanLoss(validation.sums));
  epoch.set_validation_score(MetricOf(validation, score_, data_.target_scale));
  epoch.set_sample_count(training.sums.rows);
  return epoch;
}

v1::Metrics Trainer::TrainingMetrics(Progress progress) const {
  return AllMetrics(data_.training, progress);
}

v1::Metrics Trainer::ValidationMetrics(Progress progress) const {
  return AllMetrics(data_.validation, progress);
}

v1::Metrics Trainer::AllMetrics(const PreparedPart& part, Progress progress) const {
  return MetricsOf(Measure(part, /*has_area_under_curve=*/true, progress), data_.objective,
                   data_.target_scale);
}

bool Trainer::TrainOnAllRows(int epoch, const std::stop_token& stop, Progress progress,
                             Learned& learned) {
  FillRowOrder(network_.kernels(), setup_.seed, TrialNumber(setup_), epoch, order_);
  const auto batch_size = static_cast<std::size_t>(setup_.configuration.batch_size());
  for (std::size_t first = 0; first < order_.size() && !diverged_; first += batch_size) {
    if (stop.stop_requested()) return false;
    const std::size_t rows = std::min(batch_size, order_.size() - first);
    TrainOnBatch(epoch, first, std::span(order_).subspan(first, rows), learned);
    CountStep(progress);
  }
  return !stop.stop_requested();
}

void Trainer::TrainOnBatch(int epoch, std::size_t position, std::span<const std::uint32_t> batch,
                           Learned& learned) {
  const std::size_t rows = batch.size();
  GatherRows(network_.kernels(), data_.training, target_scale_, batch, network_.Input(rows),
             labels_);
  if (setup_.configuration.dropout() > 0) FillMasks(epoch, position, rows);
  const PanelView<float> outputs = network_.ForwardToLearn(state_.parameters, rows);
  const auto outcomes = std::span(outcomes_).first(rows);
  ApplyLoss(data_.objective, labels_, outputs, loss_, outcomes, position, learned.scores);
  learned.sums.Add(outcomes);
  diverged_ = !std::isfinite(learned.sums.loss);
  if (diverged_) return;
  network_.Backward(state_.parameters, rows, gradient_);
  Update(epoch, position);
}

void Trainer::FillMasks(int epoch, std::size_t position, std::size_t rows) {
  for (std::size_t l = 0; l < network_.shape().hidden_layers(); ++l) {
    const MaskPlace place{.seed = setup_.seed,
                          .trial = TrialNumber(setup_),
                          .epoch = static_cast<std::uint32_t>(epoch),
                          .layer = static_cast<std::uint32_t>(l)};
    FillDropoutMask(network_.kernels(), place, position, setup_.configuration.dropout(),
                    network_.Mask(l, rows));
  }
}

void Trainer::Update(int epoch, std::size_t position) {
  const std::int64_t batch_size = setup_.configuration.batch_size();
  const std::int64_t batches = (data_.training.rows + batch_size - 1) / batch_size;
  const std::int64_t batch = static_cast<std::int64_t>(position) / batch_size;
  const OptimizerStep step{.learning_rate = LearningRate(setup_.configuration, epoch),
                           .step = (epoch - 1) * batches + batch + 1,
                           .gradient_scale = GradientScale(),
                           .decayed = network_.shape().weights_size()};
  UpdateParameters(setup_.configuration, step, network_.kernels(), gradient_, state_.parameters,
                   state_.moments);
}

double Trainer::GradientScale() const {
  const double most = setup_.configuration.gradient_clip();
  if (most == 0) return 1;
  const double length =
      std::sqrt(network_.kernels().sum_squares(gradient_.data(), gradient_.size()));
  return length > most ? most / length : 1;
}

Measured Trainer::Measure(const PreparedPart& part, bool has_area_under_curve,
                          Progress progress) const {
  const auto outcomes = std::span(outcomes_).first(RowsOf(part));
  std::optional<ClassScores> scores;
  if (has_area_under_curve) scores = ClassScoresFor(part.rows, ClassesOf(data_));
  MeasureRows(part, data_.objective, target_scale_, state_.parameters, network_, loss_, labels_,
              outcomes, scores, progress);
  MetricSums sums(ClassesOf(data_));
  sums.Add(outcomes);
  return MeasuredOf(std::move(sums), scores);
}

}  // namespace rung::mlp
