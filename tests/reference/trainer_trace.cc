// Trains a small network and tells in JSON all that an independent reference needs to do
// the same: rows, first weights, the order of the rows in each epoch, and what was recorded.
//   trainer_trace CLASSIFICATION|REGRESSION CONFIGURATION     v1::Configuration in text format
#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/counter_random.h"
#include "worker/mlp/batches.h"
#include "worker/mlp/initial_weights.h"
#include "worker/mlp/trainer.h"

namespace rung::mlp {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kTrainingRows = 150;
constexpr std::int64_t kValidationRows = 40;
constexpr int kInputs = 5;
constexpr int kClasses = 3;

// Rows of noise; the label, a class or a number, is a smooth function of them.
PreparedPart Part(std::int64_t rows, std::uint32_t stream, v1::Objective objective) {
  const CounterRandom random(1, RandomPurpose::kSplit, 0, stream);
  PreparedPart part{.rows = rows, .inputs = kInputs};
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(rows); ++i) {
    double sum = 0;
    for (std::uint32_t j = 0; j < kInputs; ++j) {
      const double number = 4 * random.Uniform(kInputs * i + j) - 2;
      part.features.push_back(static_cast<float>(number));
      sum += std::sin((j + 1) * number);
    }
    if (objective == v1::CLASSIFICATION) {
      part.classes.push_back(sum < -0.8 ? 0 : sum < 0.8 ? 1 : 2);
    } else {
      part.targets.push_back(static_cast<float>(sum));
    }
  }
  return part;
}

PreparedTraining Data(v1::Objective objective) {
  return {.objective = objective,
          .outputs = objective == v1::CLASSIFICATION ? kClasses : 1,
          .training = Part(kTrainingRows, 0, objective),
          .validation = Part(kValidationRows, 1, objective)};
}

Json PartJson(const PreparedPart& part) {
  return {{"features", part.features}, {"classes", part.classes}, {"targets", part.targets}};
}

Json FirstWeights(const TrialSetup& setup, const NetworkShape& shape) {
  std::vector<float> parameters(shape.parameters_size());
  FillInitialWeights(shape, setup.configuration.activation(), setup.seed,
                     static_cast<std::uint32_t>(setup.trial), parameters);
  Json rows = Json::array();
  shape.ForEachRun([&](std::size_t offset, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) rows.push_back(parameters[offset + i]);
  });
  return rows;
}

Json Orders(const TrialSetup& setup) {
  Json orders = Json::array();
  for (int epoch = 1; epoch <= setup.configuration.epochs(); ++epoch) {
    std::vector<std::uint32_t> order(kTrainingRows);
    FillRowOrder(*InstructionSets().front().fused, setup.seed,
                 static_cast<std::uint32_t>(setup.trial), epoch, order);
    orders.push_back(order);
  }
  return orders;
}

Json Trace(const TrialSetup& setup, v1::Objective objective) {
  const PreparedTraining data = Data(objective);
  const auto trainer =
      Trainer::Create(setup, data, objective == v1::CLASSIFICATION ? v1::ACCURACY : v1::RMSE,
                      InstructionSets().front())
          .value();
  Json epochs = Json::array();
  while (trainer->epochs_done() < setup.configuration.epochs()) {
    const v1::Epoch epoch = trainer->TrainEpoch({}).value();
    epochs.push_back({{"training_loss", epoch.training_loss()},
                      {"validation_loss", epoch.validation_loss()},
                      {"validation_score", epoch.validation_score()}});
  }
  return {{"training", PartJson(data.training)},
          {"validation", PartJson(data.validation)},
          {"weights", FirstWeights(setup, ShapeOf(setup, data))},
          {"orders", Orders(setup)},
          {"epochs", epochs}};
}

}  // namespace
}  // namespace rung::mlp

int main(int argc, char** argv) {
  rung::mlp::TrialSetup setup{.seed = 5, .trial = 2};
  if (argc != 3 || !google::protobuf::TextFormat::ParseFromString(argv[2], &setup.configuration)) {
    fmt::print(stderr, "trainer_trace CLASSIFICATION|REGRESSION CONFIGURATION\n");
    return 2;
  }
  const bool is_regression = std::strcmp(argv[1], "REGRESSION") == 0;
  fmt::print("{}\n", rung::mlp::Trace(
                         setup, is_regression ? rung::v1::REGRESSION : rung::v1::CLASSIFICATION)
                         .dump());
  return 0;
}
