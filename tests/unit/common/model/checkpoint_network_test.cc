#include "common/model/checkpoint_network.h"

#include <cstring>
#include <limits>
#include <string>

#include "tests/unit/common/model/sample_models.h"
#include "tests/unit/status_matchers.h"
#include "tests/unit/worker/mlp/toy_problems.h"
#include "worker/mlp/checkpoint.h"
#include "worker/mlp/network.h"
#include "worker/mlp/numerics.h"

namespace rung {
namespace {

using testing::HasSubstr;

mlp::TrialSetup TwoHiddenLayers(v1::Activation activation) {
  mlp::TrialSetup setup = mlp::SmallSetup();
  setup.configuration.set_hidden_layers(2);
  setup.configuration.add_units(19);  // wider than a panel of the trainer
  setup.configuration.set_activation(activation);
  return setup;
}

std::string Checkpoint(const mlp::TrialSetup& setup, const PreparedTraining& data,
                       v1::Metric score) {
  const auto trainer = mlp::TrainerOf(setup, data, score);
  mlp::TrainTo(3, *trainer);
  return trainer->Checkpoint();
}

// What the trainer's own network makes of the rows.
std::vector<float> TrainersOutputs(const mlp::TrialSetup& setup, const PreparedTraining& data,
                                   const std::string& checkpoint) {
  const mlp::NetworkShape shape = mlp::ShapeOf(setup, data);
  mlp::TrainingState state(shape, setup.configuration.optimizer());
  EXPECT_THAT(mlp::DecodeCheckpoint(checkpoint, setup, shape, state), IsOk());
  const auto& kernels = mlp::KernelsFor(mlp::InstructionSets().front(), setup.arithmetic);
  const PreparedPart& part = data.validation;
  const auto rows = static_cast<std::size_t>(part.rows);
  mlp::Network<float> network(shape, setup.configuration.activation(), kernels, 0, rows, false);
  for (std::size_t i = 0; i < part.features.size(); ++i) {
    network.Input(rows).at(i / 2, i % 2) = part.features[i];
  }
  const auto panels = network.Forward(state.parameters, rows);
  std::vector<float> outputs;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t j = 0; j < panels.columns; ++j) outputs.push_back(panels.at(row, j));
  }
  return outputs;
}

void ExpectTheTrainersOutputs(const mlp::TrialSetup& setup, const PreparedTraining& data,
                              v1::Metric score) {
  const std::string checkpoint = Checkpoint(setup, data, score);
  const auto network = NetworkFromCheckpoint(checkpoint);
  ASSERT_THAT(network, IsOk());
  const std::vector<float> outputs =
      NetworkOutputs(*network, data.validation.features, data.validation.rows);
  const std::vector<float> expected = TrainersOutputs(setup, data, checkpoint);
  EXPECT_THAT(outputs, testing::Pointwise(testing::FloatNear(1e-5F), expected))
      << v1::Activation_Name(setup.configuration.activation());
}

TEST(NetworkFromCheckpointTest, ComputesWhatTheTrainerComputes) {
  for (const v1::Activation activation : kActivations) {
    const mlp::TrialSetup setup = TwoHiddenLayers(activation);
    ExpectTheTrainersOutputs(setup, mlp::SameSignProblem(64, 50), v1::ACCURACY);
    ExpectTheTrainersOutputs(setup, mlp::WaveProblem(64, 50), v1::RMSE);
  }
}

// Bytes that are not what the trainer wrote.
class DamagedCheckpointTest : public testing::Test {
 protected:
  static void ExpectRefused(const std::string& bytes, const std::string& message = "") {
    ASSERT_THAT(NetworkFromCheckpoint(bytes),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(message)));
  }
  void SetNumber(std::size_t offset, const auto& number) {
    std::memcpy(checkpoint_.data() + offset, &number, sizeof(number));
  }

  static constexpr std::size_t kLayers = 12;  // where they are told; the widths follow
  static constexpr std::size_t kActivation = 12 + 4 + 4 * 4 + 4;
  std::string checkpoint_ =
      Checkpoint(TwoHiddenLayers(v1::RELU), mlp::SameSignProblem(64, 50), v1::ACCURACY);
};

TEST_F(DamagedCheckpointTest, EveryTruncationOfTheNetworkIsRefused) {
  for (std::size_t size = 0; size < checkpoint_.size(); ++size) {
    const bool is_accepted = NetworkFromCheckpoint(checkpoint_.substr(0, size)).ok();
    const bool lacks_only_moments = size > checkpoint_.size() / 3;
    ASSERT_TRUE(lacks_only_moments || !is_accepted);
  }
  ExpectRefused(checkpoint_.substr(0, checkpoint_.size() / 3));
  ExpectRefused(checkpoint_ + "x", "size");
}

TEST_F(DamagedCheckpointTest, SizesThatAreNotThereTakeNoMemory) {
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  const std::string whole = checkpoint_;
  for (const std::size_t place : {kLayers, kLayers + 4, kLayers + 8, kLayers + 12, kLayers + 16}) {
    for (const std::uint32_t size : {0U, 1U, 1U << 16U, kMost}) {
      checkpoint_ = whole;
      SetNumber(place, size);
      ExpectRefused(checkpoint_);
    }
  }
}

TEST_F(DamagedCheckpointTest, AnUnknownActivationIsRefused) {
  SetNumber(kActivation, std::uint32_t{77});
  ExpectRefused(checkpoint_, "no activation of the number 77");
}

TEST_F(DamagedCheckpointTest, WeightsThatDivergedAreRefused) {
  constexpr std::size_t kBeforeWeights = 8 + 2 * 4 + 4 * 4 + 7 * 4 + 7 * 8 + 2 * 8 + 2 * 4;
  SetNumber(kBeforeWeights, std::numeric_limits<float>::quiet_NaN());
  ExpectRefused(checkpoint_, "training diverged");
}

TEST_F(DamagedCheckpointTest, AnotherVersionIsRefused) {
  SetNumber(8, std::uint32_t{1});
  ExpectRefused(checkpoint_, "another version");
}

}  // namespace
}  // namespace rung
