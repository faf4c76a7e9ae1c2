#include "tests/unit/worker/mlp/toy_problems.h"

#include <cmath>

#include "common/counter_random.h"

namespace rung::mlp {
namespace {

constexpr float kMean = 100;
constexpr float kScale = 20;

// Rows `first`, first + 1, … of an endless list of points in the square from -1 to 1.
PreparedPart Points(std::int64_t first, std::int64_t rows) {
  const CounterRandom random(1, RandomPurpose::kSplit, 0, 0);
  PreparedPart part{.rows = rows, .inputs = 2, .features = {}, .classes = {}, .targets = {}};
  for (std::int64_t i = 2 * first; i < 2 * (first + rows); ++i) {
    const double even = random.Uniform(static_cast<std::uint32_t>(i));
    part.features.push_back(static_cast<float>(2 * even - 1));
  }
  return part;
}

PreparedPart SameSignPart(std::int64_t first, std::int64_t rows) {
  PreparedPart part = Points(first, rows);
  for (std::size_t i = 0; i < part.features.size(); i += 2) {
    part.classes.push_back(part.features[i] * part.features[i + 1] > 0 ? 1 : 0);
  }
  return part;
}

PreparedPart WavePart(std::int64_t first, std::int64_t rows) {
  PreparedPart part = Points(first, rows);
  for (std::size_t i = 0; i < part.features.size(); i += 2) {
    const float wave = std::sin(3 * part.features[i]) + part.features[i + 1];
    part.targets.push_back(kMean + kScale * wave);
  }
  return part;
}

}  // namespace

PreparedTraining SameSignProblem(std::int64_t training_rows, std::int64_t validation_rows) {
  PreparedTraining data;
  data.objective = v1::CLASSIFICATION;
  data.outputs = 2;
  data.training = SameSignPart(0, training_rows);
  data.validation = SameSignPart(training_rows, validation_rows);
  return data;
}

const PreparedTraining& SmallProblem() {
  static const PreparedTraining data = SameSignProblem(20, 10);
  return data;
}

PreparedTest SameSignTest(std::int64_t rows) {
  PreparedTest data;
  data.objective = v1::CLASSIFICATION;
  data.outputs = 2;
  data.test = SameSignPart(100000, rows);
  return data;
}

PreparedTraining WaveProblem(std::int64_t training_rows, std::int64_t validation_rows) {
  PreparedTraining data;
  data.objective = v1::REGRESSION;
  data.target_mean = kMean;
  data.target_scale = kScale;
  data.training = WavePart(0, training_rows);
  data.validation = WavePart(training_rows, validation_rows);
  return data;
}

PreparedTest WaveTest(std::int64_t rows) {
  PreparedTest data;
  data.objective = v1::REGRESSION;
  data.target_mean = kMean;
  data.target_scale = kScale;
  data.test = WavePart(100000, rows);
  return data;
}

TrialSetup SmallSetup() {
  TrialSetup setup{.configuration = {}, .seed = 7, .trial = 3};
  setup.configuration.set_hidden_layers(1);
  setup.configuration.add_units(16);
  setup.configuration.set_learning_rate(0.01);
  setup.configuration.set_activation(v1::TANH);
  setup.configuration.set_batch_size(16);
  setup.configuration.set_epochs(40);
  setup.configuration.set_optimizer(v1::ADAM);
  setup.configuration.set_momentum(0.9);
  setup.configuration.set_learning_rate_schedule(v1::CONSTANT);
  setup.configuration.set_class_weight(v1::EQUAL);
  return setup;
}

absl::StatusOr<std::unique_ptr<Trainer>> CreateTrainer(const TrialSetup& setup,
                                                       const PreparedTraining& data,
                                                       v1::Metric score,
                                                       const InstructionSet& instruction_set) {
  return Trainer::Create(setup, data, score, instruction_set);
}

std::unique_ptr<Trainer> TrainerOf(const TrialSetup& setup, const PreparedTraining& data,
                                   v1::Metric score, const InstructionSet& instruction_set) {
  return CreateTrainer(setup, data, score, instruction_set).value();
}

void TrainTo(int epochs, Trainer& trainer) {
  while (trainer.epochs_done() < epochs) trainer.TrainEpoch({}).value();
}

}  // namespace rung::mlp
