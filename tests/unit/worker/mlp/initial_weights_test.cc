#include "worker/mlp/initial_weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

namespace rung::mlp {
namespace {

const NetworkShape& WideShape() {
  static const NetworkShape shape(50, std::vector<std::int32_t>{40, 30}, 3);
  return shape;
}

std::vector<float> Weights(v1::Activation activation, std::uint64_t seed, std::uint32_t trial) {
  std::vector<float> parameters(WideShape().parameter_count(), 99);
  FillInitialWeights(WideShape(), activation, seed, trial, parameters);
  return parameters;
}

// Checks that the weights of a layer fill +-limit evenly.
void ExpectEven(const std::vector<float>& parameters, std::size_t layer, double limit) {
  const LayerShape& shape = WideShape().layers()[layer];
  const std::size_t count = shape.inputs * shape.outputs;
  const auto weights = std::span(parameters).subspan(shape.weights, count);
  const auto [least, greatest] = std::minmax_element(weights.begin(), weights.end());
  EXPECT_GE(*least, -limit * 1.0001);
  EXPECT_LE(*greatest, limit * 1.0001);
  double squares = 0;
  for (const float weight : weights) squares += double{weight} * double{weight};
  EXPECT_NEAR(squares / static_cast<double>(count), limit * limit / 3, limit * limit * 0.06);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  EXPECT_NEAR(sum / static_cast<double>(count), 0, limit * 0.15);
}

TEST(InitialWeightsTest, IntoReluLayersAreHeUniformAndOutOfThemGlorotUniform) {
  const std::vector<float> parameters = Weights(v1::RELU, 1, 2);
  ExpectEven(parameters, 0, std::sqrt(6.0 / 50));
  ExpectEven(parameters, 1, std::sqrt(6.0 / 40));
  ExpectEven(parameters, 2, std::sqrt(6.0 / (30 + 3)));
}

TEST(InitialWeightsTest, IntoTanhLayersAreGlorotUniform) {
  const std::vector<float> parameters = Weights(v1::TANH, 1, 2);
  ExpectEven(parameters, 0, std::sqrt(6.0 / (50 + 40)));
  ExpectEven(parameters, 1, std::sqrt(6.0 / (40 + 30)));
}

TEST(InitialWeightsTest, BiasesAreZero) {
  const std::vector<float> parameters = Weights(v1::RELU, 1, 2);
  for (std::size_t i = WideShape().weight_count(); i < parameters.size(); ++i) {
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
