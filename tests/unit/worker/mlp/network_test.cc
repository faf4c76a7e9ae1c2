#include "worker/mlp/network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <tuple>
#include <vector>

#include "common/counter_random.h"
#include "worker/mlp/loss.h"
#include "worker/mlp/optimizer.h"

namespace rung::mlp {
namespace {

constexpr std::size_t kRows = 6;
constexpr std::int32_t kInputs = 5;

NetworkShape ThreeLayers(v1::Objective objective) {
  const std::vector<std::int32_t> units = {4, 3};
  return {kInputs, units, objective == v1::CLASSIFICATION ? 3 : 1};
}

// Even over -1 … 1.
std::vector<double> Numbers(std::size_t count, std::uint32_t stream) {
  const CounterRandom random(5, RandomPurpose::kInitialWeights, 0, stream);
  std::vector<double> numbers(count);
  for (std::uint32_t i = 0; i < count; ++i) numbers[i] = 2 * random.Uniform(i) - 1;
  return numbers;
}

// A small network in double precision with a fixed batch and fixed masks.
class GradientTest
    : public testing::TestWithParam<std::tuple<v1::Activation, v1::Objective, bool>> {
 protected:
  GradientTest()
      : network_(ThreeLayers(objective_), std::get<0>(GetParam()), kRows, has_dropout_),
        parameters_(Numbers(network_.shape().parameter_count(), 1)) {
    const std::vector<double> features = Numbers(kRows * kInputs, 2);
    std::copy(features.begin(), features.end(), network_.Input(kRows).data);
    for (std::size_t l = 0; l < 2 && has_dropout_; ++l) {
      const MatrixView<double> mask = network_.Mask(l, kRows);
      for (std::size_t i = 0; i < mask.size(); ++i) mask.data[i] = i % 3 == 0 ? 0 : 1.5;
    }
  }

  // The mean loss, leaving its gradient by the outputs in their place.
  double Loss(std::span<const double> parameters) {
    const MatrixView<double> outputs = network_.Forward(parameters, kRows, has_dropout_);
    std::vector<RowOutcome> outcomes(kRows);
    if (objective_ == v1::CLASSIFICATION) {
      CrossEntropy<double>(outputs, classes_, outcomes);
    } else {
      SquaredError<double>(outputs, targets_, outcomes);
    }
    double sum = 0;
    for (const RowOutcome& outcome : outcomes) sum += outcome.loss;
    return sum / kRows;
  }

  std::vector<double> Gradient() {
    std::vector<double> gradient(parameters_.size());
    Loss(parameters_);
    network_.Backward(parameters_, kRows, has_dropout_, gradient);
    return gradient;
  }

  // With a penalty of weight_decay / 2 times the sum of the squared weights.
  double PenalisedLoss(std::span<const double> parameters, double weight_decay) {
    double squares = 0;
    for (const double weight : parameters.first(network_.shape().weight_count())) {
      squares += weight * weight;
    }
    return Loss(parameters) + weight_decay / 2 * squares;
  }

  double CentralDifference(std::size_t index, double weight_decay) {
    constexpr double kStep = 1e-6;
    std::vector<double> moved = parameters_;
    moved[index] = parameters_[index] + kStep;
    const double above = PenalisedLoss(moved, weight_decay);
    moved[index] = parameters_[index] - kStep;
    return (above - PenalisedLoss(moved, weight_decay)) / (2 * kStep);
  }

  const v1::Objective objective_ = std::get<1>(GetParam());
  const bool has_dropout_ = std::get<2>(GetParam());
  const std::vector<std::int32_t> classes_ = {0, 2, 1, 1, 0, 2};
  const std::vector<float> targets_ = {0.5F, -1, 2, 0, -0.25F, 1};
  Network<double> network_;
  std::vector<double> parameters_;
};

TEST_P(GradientTest, OfEveryWeightAndBiasAgreesWithCentralDifferences) {
  const std::vector<double> gradient = Gradient();
  double length = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    EXPECT_NEAR(gradient[i], CentralDifference(i, 0), 1e-8) << "parameter " << i;
    length += std::abs(gradient[i]);
  }
  EXPECT_GT(length, 0.1);
}

TEST_P(GradientTest, WithWeightDecayIsThatOfThePenalisedLoss) {
  v1::Configuration configuration;
  configuration.set_optimizer(v1::SGD);
  configuration.set_weight_decay(0.3);
  const std::vector<double> gradient = Gradient();
  const std::vector<float> rounded(gradient.begin(), gradient.end());
  std::vector<float> parameters(parameters_.begin(), parameters_.end());
  std::vector<float> update(parameters.size());
  UpdateParameters(configuration,
                   {.learning_rate = 1, .step = 1, .decayed = network_.shape().weight_count()},
                   rounded, parameters, update);
  for (std::size_t i = 0; i < update.size(); ++i) {
    EXPECT_NEAR(-update[i], CentralDifference(i, 0.3), 1e-6) << "parameter " << i;
  }
}

TEST_P(GradientTest, InSinglePrecisionIsTheSameToSinglePrecision) {
  Network<float> network(ThreeLayers(objective_), std::get<0>(GetParam()), kRows, has_dropout_);
  std::copy_n(network_.Input(kRows).data, kRows * kInputs, network.Input(kRows).data);
  for (std::size_t l = 0; l < 2 && has_dropout_; ++l) {
    std::copy_n(network_.Mask(l, kRows).data, network_.Mask(l, kRows).size(),
                network.Mask(l, kRows).data);
  }
  const std::vector<float> parameters(parameters_.begin(), parameters_.end());
  std::vector<float> gradient(parameters.size());
  std::vector<RowOutcome> outcomes(kRows);
  const MatrixView<float> outputs = network.Forward(parameters, kRows, has_dropout_);
  if (objective_ == v1::CLASSIFICATION) {
    CrossEntropy<float>(outputs, classes_, outcomes);
  } else {
    SquaredError<float>(outputs, targets_, outcomes);
  }
  network.Backward(parameters, kRows, has_dropout_, gradient);
  const std::vector<double> exact = Gradient();
  for (std::size_t i = 0; i < gradient.size(); ++i) EXPECT_NEAR(gradient[i], exact[i], 2e-6);
}

INSTANTIATE_TEST_SUITE_P(All, GradientTest,
                         testing::Combine(testing::Values(v1::RELU, v1::TANH, v1::SIGMOID),
                                          testing::Values(v1::CLASSIFICATION, v1::REGRESSION),
                                          testing::Bool()),
                         [](const auto& test) {
                           return v1::Activation_Name(std::get<0>(test.param)) + "_" +
                                  v1::Objective_Name(std::get<1>(test.param)) +
                                  (std::get<2>(test.param) ? "_dropout" : "");
                         });

TEST(NetworkTest, WithoutHiddenLayersIsALinearMap) {
  Network<double> network({2, {}, 2}, v1::RELU, 1, false);
  const std::vector<double> parameters = {1, 2, 3, 4, 10, 20};  // weights by row, biases
  network.Input(1).data[0] = 5;
  network.Input(1).data[1] = -6;
  const MatrixView<double> outputs = network.Forward(parameters, 1, false);
  EXPECT_EQ(outputs.data[0], 5 * 1 - 6 * 3 + 10);
  EXPECT_EQ(outputs.data[1], 5 * 2 - 6 * 4 + 20);
}

TEST(NetworkTest, BuffersStartOnACacheLine) {
  Network<float> network({3, std::vector<std::int32_t>{5}, 2}, v1::RELU, 7, true);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(network.Input(7).data) % 64, 0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(network.Mask(0, 7).data) % 64, 0);
}

}  // namespace
}  // namespace rung::mlp
