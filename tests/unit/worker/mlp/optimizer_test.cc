#include "worker/mlp/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "common/counter_random.h"

namespace rung::mlp {
namespace {

constexpr std::size_t kCount = 11;
constexpr std::size_t kDecayed = 7;
constexpr double kLearningRate = 0.05;
constexpr double kMomentum = 0.8;
constexpr double kDecay = 0.1;

std::vector<float> Numbers(std::uint32_t stream) {
  const CounterRandom random(9, RandomPurpose::kInitialWeights, 0, stream);
  std::vector<float> numbers;
  for (std::uint32_t i = 0; i < kCount; ++i) {
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
  void Step(v1::Optimizer optimizer, double gradient, double decay, int t) {
    if (optimizer == v1::SGD) return Sgd(gradient, decay);
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
  std::vector<float> parameters = Numbers(0);
  std::vector<float> moments(kCount * MomentCount(GetParam()));
  std::vector<Reference> references;
  for (const float weight : parameters) references.push_back({.weight = weight});
  for (int t = 1; t <= 50; ++t) {
    const std::vector<float> gradient = Numbers(static_cast<std::uint32_t>(t));
    UpdateParameters(configuration,
                     {.learning_rate = kLearningRate, .step = t, .decayed = kDecayed}, gradient,
                     parameters, moments);
    for (std::size_t i = 0; i < kCount; ++i) {
      references[i].Step(GetParam(), gradient[i], i < kDecayed ? kDecay : 0, t);
      ASSERT_NEAR(parameters[i], references[i].weight, 3e-6) << "step " << t << " number " << i;
    }
  }
}

TEST_P(OptimizerTest, DoesNotDependOnWhereAParameterStands) {
  v1::Configuration configuration;
  configuration.set_optimizer(GetParam());
  configuration.set_momentum(kMomentum);
  configuration.set_weight_decay(kDecay);
  std::vector<float> parameters(kCount, 0.7F);
  std::vector<float> moments(kCount * MomentCount(GetParam()), 0.01F);
  const std::vector<float> gradient(kCount, -0.3F);
  UpdateParameters(configuration, {.learning_rate = kLearningRate, .step = 3, .decayed = kCount},
                   gradient, parameters, moments);
  EXPECT_EQ(parameters, std::vector<float>(kCount, parameters[0]));
}

INSTANTIATE_TEST_SUITE_P(All, OptimizerTest, testing::Values(v1::SGD, v1::ADAM, v1::ADAMW),
                         [](const auto& test) { return v1::Optimizer_Name(test.param); });

TEST(OptimizerTest, FirstStepOfAdamHasTheLengthOfTheLearningRate) {
  v1::Configuration configuration;
  configuration.set_optimizer(v1::ADAM);
  configuration.set_momentum(0.9);
  std::vector<float> parameters = {0, 0};
  std::vector<float> moments(4);
  UpdateParameters(configuration, {.learning_rate = 0.01, .step = 1, .decayed = 2},
                   std::vector<float>{1e-3F, -1e3F}, parameters, moments);
  EXPECT_NEAR(parameters[0], -0.01, 1e-6);
  EXPECT_NEAR(parameters[1], 0.01, 1e-6);
}

}  // namespace
}  // namespace rung::mlp
