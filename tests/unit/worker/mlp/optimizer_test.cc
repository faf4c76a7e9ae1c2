#include "worker/mlp/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "common/counter_random.h"
#include "tests/unit/worker/mlp/fastest_kernels.h"
#include "worker/mlp/matrix.h"

namespace rung::mlp {
namespace {

constexpr std::size_t kParameters = 48;
constexpr std::size_t kDecayed = 32;
constexpr double kLearningRate = 0.05;
constexpr double kMomentum = 0.8;
constexpr double kDecay = 0.1;

AlignedVector<float> RandomParameters(std::uint32_t stream) {
  const CounterRandom random(9, RandomPurpose::kInitialWeights, 0, stream);
  AlignedVector<float> numbers;
  for (std::uint32_t i = 0; i < kParameters; ++i) {
    numbers.push_back(static_cast<float>(2 * random.Uniform(i) - 1));
  }
  return numbers;
}

// One parameter, step by step as the papers write it.
struct Reference {
  double weight;
  double first = 0;
  double second = 0;

  void Sgd(double gradient, double decay) {
    first = kMomentum * first - kLearningRate * (gradient + decay * weight);
    weight += first;
  }
  void Adam(double gradient, double l2, double decoupled, int t) {
    gradient += l2 * weight;
    first = kMomentum * first + (1 - kMomentum) * gradient;
    second = 0.999 * second + 0.001 * gradient * gradient;
    const double first_hat = first / (1 - std::pow(kMomentum, t));
    const double second_hat = second / (1 - std::pow(0.999, t));
    weight -= kLearningRate * first_hat / (std::sqrt(second_hat) + 1e-8) + decoupled * weight;
  }
  void Nesterov(double gradient, double decay) {
    const double step = kLearningRate * (gradient + decay * weight);
    first = kMomentum * first - step;
    weight += kMomentum * first - step;
  }
  void Rmsprop(double gradient, double decay) {
    gradient += decay * weight;
    second = 0.99 * second + 0.01 * gradient * gradient;
    first = kMomentum * first - kLearningRate * gradient / (std::sqrt(second) + 1e-8);
    weight += first;
  }
  void Step(v1::Optimizer optimizer, double gradient, double decay, int t) {
    if (optimizer == v1::SGD) return Sgd(gradient, decay);
    if (optimizer == v1::NESTEROV) return Nesterov(gradient, decay);
    if (optimizer == v1::RMSPROP) return Rmsprop(gradient, decay);
    if (optimizer == v1::ADAM) return Adam(gradient, decay, 0, t);
    Adam(gradient, 0, kLearningRate * decay, t);
  }
};

class OptimizerTest : public testing::TestWithParam<v1::Optimizer> {};

TEST_P(OptimizerTest, FollowsItsPaperForManySteps) {
  v1::Configuration configuration;
  configuration.set_optimizer(GetParam());
  configuration.set_momentum(kMomentum);
  configuration.set_weight_decay(kDecay);
  AlignedVector<float> parameters = RandomParameters(0);
  AlignedVector<float> moments(kParameters * MomentCount(GetParam()));
  std::vector<Reference> references;
  for (const float weight : parameters) references.push_back({.weight = weight});
  for (int t = 1; t <= 50; ++t) {
    const AlignedVector<float> gradient = RandomParameters(static_cast<std::uint32_t>(t));
    UpdateParameters(configuration,
                     {.learning_rate = kLearningRate, .step = t, .decayed = kDecayed},
                     FastestKernels(), gradient, parameters, moments);
    for (std::size_t i = 0; i < kParameters; ++i) {
      references[i].Step(GetParam(), gradient[i], i < kDecayed ? kDecay : 0, t);
      const double tolerance = 5e-6 * std::max(1.0, std::abs(references[i].weight));
      ASSERT_NEAR(parameters[i], references[i].weight, tolerance)
          << "step " << t << " number " << i;
    }
  }
}

TEST_P(OptimizerTest, DoesNotDependOnWhereAParameterStands) {
  v1::Configuration configuration;
  configuration.set_optimizer(GetParam());
  configuration.set_momentum(kMomentum);
  configuration.set_weight_decay(kDecay);
  AlignedVector<float> parameters(kParameters, 0.7F);
  AlignedVector<float> moments(kParameters * MomentCount(GetParam()), 0.01F);
  const AlignedVector<float> gradient(kParameters, -0.3F);
  UpdateParameters(configuration,
                   {.learning_rate = kLearningRate, .step = 3, .decayed = kParameters},
                   FastestKernels(), gradient, parameters, moments);
  EXPECT_EQ(parameters, AlignedVector<float>(kParameters, parameters[0]));
}

INSTANTIATE_TEST_SUITE_P(All, OptimizerTest,
                         testing::Values(v1::SGD, v1::NESTEROV, v1::RMSPROP, v1::ADAM, v1::ADAMW),
                         [](const auto& test) { return v1::Optimizer_Name(test.param); });

TEST_P(OptimizerTest, ScalesTheGradientFirst) {
  v1::Configuration configuration;
  configuration.set_optimizer(GetParam());
  configuration.set_momentum(kMomentum);
  AlignedVector<float> halved = RandomParameters(1);
  AlignedVector<float> whole = halved;
  AlignedVector<float> gradient = RandomParameters(2);
  AlignedVector<float> moments(kParameters * MomentCount(GetParam()));
  AlignedVector<float> other_moments = moments;
  UpdateParameters(configuration, {.learning_rate = 0.1, .gradient_scale = 0.5}, FastestKernels(),
                   gradient, halved, moments);
  for (float& number : gradient) number *= 0.5F;
  UpdateParameters(configuration, {.learning_rate = 0.1}, FastestKernels(), gradient, whole,
                   other_moments);
  EXPECT_EQ(halved, whole);
  EXPECT_EQ(moments, other_moments);
}

TEST(OptimizerTest, FirstStepOfAdamHasTheLengthOfTheLearningRate) {
  v1::Configuration configuration;
  configuration.set_optimizer(v1::ADAM);
  configuration.set_momentum(0.9);
  AlignedVector<float> parameters(kPanel);
  AlignedVector<float> moments(2 * kPanel);
  AlignedVector<float> gradient(kPanel);
  gradient[0] = 1e-3F;
  gradient[1] = -1e3F;
  UpdateParameters(configuration, {.learning_rate = 0.01, .step = 1, .decayed = kPanel},
                   FastestKernels(), gradient, parameters, moments);
  EXPECT_NEAR(parameters[0], -0.01, 1e-6);
  EXPECT_NEAR(parameters[1], 0.01, 1e-6);
}

}  // namespace
}  // namespace rung::mlp
