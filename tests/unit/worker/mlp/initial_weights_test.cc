#include "worker/mlp/initial_weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "worker/mlp/matrix.h"

namespace rung::mlp {
namespace {

const NetworkShape& WideShape() {
  static const NetworkShape shape(50, std::vector<std::int32_t>{40, 30}, 3);
  return shape;
}

std::vector<float> Weights(v1::Activation activation, std::uint64_t seed, std::uint32_t trial) {
  std::vector<float> parameters(WideShape().parameters_size(), 99);
  FillInitialWeights(WideShape(), activation, seed, trial, parameters);
  return parameters;
}

// Checks that the weights of a layer fill +-limit evenly.
void ExpectEven(std::vector<float> parameters, std::size_t layer, double limit) {
  const LayerShape& shape = WideShape().layers()[layer];
  const PanelView<float> weights{parameters.data() + shape.weights, shape.inputs, shape.outputs};
  const auto count = static_cast<double>(shape.inputs * shape.outputs);
  double greatest = 0;
  double squares = 0;
  double sum = 0;
  for (std::size_t i = 0; i < shape.inputs; ++i) {
    for (std::size_t j = 0; j < shape.outputs; ++j) {
      const double weight = weights.at(i, j);
      greatest = std::max(greatest, std::abs(weight));
      squares += weight * weight;
      sum += weight;
    }
  }
  EXPECT_LE(greatest, limit * 1.0001);
  EXPECT_NEAR(squares / count, limit * limit / 3, limit * limit * 0.06);
  EXPECT_NEAR(sum / count, 0, limit * 0.15);
}

TEST(InitialWeightsTest, IntoReluLayersAreHeUniformAndOutOfThemGlorotUniform) {
  const std::vector<float> parameters = Weights(v1::RELU, 1, 2);
  ExpectEven(parameters, 0, std::sqrt(6.0 / 50));
  ExpectEven(parameters, 1, std::sqrt(6.0 / 40));
  ExpectEven(parameters, 2, std::sqrt(6.0 / (30 + 3)));
}

TEST(InitialWeightsTest, IntoLayersOfReluLikeActivationsAreThoseOfRelu) {
  for (const v1::Activation activation : {v1::LEAKY_RELU, v1::ELU, v1::GELU, v1::SILU}) {
    EXPECT_EQ(Weights(activation, 1, 2), Weights(v1::RELU, 1, 2));
  }
  EXPECT_NE(Weights(v1::TANH, 1, 2), Weights(v1::RELU, 1, 2));
}

TEST(InitialWeightsTest, IntoTanhLayersAreGlorotUniform) {
  const std::vector<float> parameters = Weights(v1::TANH, 1, 2);
  ExpectEven(parameters, 0, std::sqrt(6.0 / (50 + 40)));
  ExpectEven(parameters, 1, std::sqrt(6.0 / (40 + 30)));
}

TEST(InitialWeightsTest, FillingIsZero) {
  std::vector<float> parameters = Weights(v1::RELU, 1, 2);
  WideShape().ForEachRun([&](std::size_t offset, std::size_t count) {
    std::fill_n(parameters.begin() + static_cast<std::ptrdiff_t>(offset), count, 0.0F);
  });
  EXPECT_EQ(parameters, std::vector<float>(parameters.size()));
}

TEST(InitialWeightsTest, BiasesAreZero) {
  const std::vector<float> parameters = Weights(v1::RELU, 1, 2);
  for (std::size_t i = WideShape().weights_size(); i < parameters.size(); ++i) {
    EXPECT_EQ(parameters[i], 0);
  }
}

TEST(InitialWeightsTest, AreAFunctionOfSeedAndTrial) {
  EXPECT_EQ(Weights(v1::RELU, 1, 2), Weights(v1::RELU, 1, 2));
  EXPECT_NE(Weights(v1::RELU, 1, 2), Weights(v1::RELU, 1, 3));
  EXPECT_NE(Weights(v1::RELU, 1, 2), Weights(v1::RELU, 2, 2));
}

}  // namespace
}  // namespace rung::mlp
