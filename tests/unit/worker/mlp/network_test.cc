#include "worker/mlp/network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>
#include <vector>

#include "common/counter_random.h"
#include "tests/unit/worker/mlp/double_kernels.h"
#include "tests/unit/worker/mlp/fastest_kernels.h"
#include "worker/mlp/kernels/instruction_sets.h"
#include "worker/mlp/loss.h"
#include "worker/mlp/optimizer.h"

namespace rung::mlp {
namespace {

constexpr std::size_t kBatchRows = 18;
constexpr std::int32_t kInputs = 5;

// One layer is wider than a panel.
NetworkShape ThreeLayers(v1::Objective objective) {
  const std::vector<std::int32_t> units = {4, 18};
  return {kInputs, units, objective == v1::CLASSIFICATION ? 3 : 1};
}

// Even over -1 … 1.
std::vector<double> EvenNumbers(std::size_t count, std::uint32_t stream) {
  const CounterRandom random(5, RandomPurpose::kInitialWeights, 0, stream);
  std::vector<double> numbers(count);
  for (std::uint32_t i = 0; i < count; ++i) numbers[i] = 2 * random.Uniform(i) - 1;
  return numbers;
}

// A network for one batch of kBatchRows rows, with fixed features, masks and labels.
template <typename Scalar>
class FixedBatch {
 public:
  FixedBatch(const Kernels<Scalar>& kernels, v1::Activation activation, v1::Objective objective,
             bool has_dropout)
      : objective_(objective),
        has_dropout_(has_dropout),
        network_(ThreeLayers(objective), activation, kernels, kBatchRows, 0, has_dropout),
        loss_(kernels, kBatchRows, network_.shape().layers().back().outputs) {
    const std::vector<double> features = EvenNumbers(kBatchRows * kInputs, 2);
    for (std::size_t i = 0; i < features.size(); ++i) {
      network_.Input(kBatchRows).at(i / kInputs, i % kInputs) = static_cast<Scalar>(features[i]);
    }
    for (std::size_t i = 0; i < kBatchRows; ++i) {
      classes_.push_back(static_cast<std::int32_t>(i % 3));
      targets_.push_back(static_cast<float>(i % 5) / 2 - 1);
    }
  }

  const NetworkShape& shape() const { return network_.shape(); }

  // The mean loss, leaving its gradient by the outputs in their place.
  double Loss(std::span<const Scalar> parameters) {
    for (std::size_t l = 0; l < 2 && has_dropout_; ++l) {
      const PanelView<Scalar> mask = network_.Mask(l, kBatchRows);
      for (std::size_t i = 0; i < mask.size(); ++i) {
        mask.data[i] = static_cast<Scalar>(i % 3 == 0 ? 0 : 1.5);
      }
    }
    const PanelView<Scalar> outputs = network_.ForwardToLearn(parameters, kBatchRows);
    std::vector<RowOutcome> outcomes(kBatchRows);
    if (objective_ == v1::CLASSIFICATION) {
      loss_.CrossEntropy(outputs, classes_, outcomes);
    } else {
      loss_.SquaredError(outputs, targets_, outcomes);
    }
    double sum = 0;
    for (const RowOutcome& outcome : outcomes) sum += outcome.loss;
    return sum / kBatchRows;
  }

  AlignedVector<Scalar> Gradient(std::span<const Scalar> parameters) {
    AlignedVector<Scalar> gradient(parameters.size());
    Loss(parameters);
    network_.Backward(parameters, kBatchRows, gradient);
    return gradient;
  }

  AlignedVector<Scalar> Parameters() const {
    const std::vector<double> numbers = EvenNumbers(shape().parameter_count(), 1);
    AlignedVector<Scalar> parameters(shape().parameters_size());
    std::size_t taken = 0;
    shape().ForEachRun([&](std::size_t offset, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) {
        parameters[offset + i] = static_cast<Scalar>(numbers[taken++]);
      }
    });
    return parameters;
  }

 private:
  const v1::Objective objective_;
  const bool has_dropout_;
  Network<Scalar> network_;
  mlp::Loss<Scalar> loss_;
  std::vector<std::int32_t> classes_;
  std::vector<float> targets_;
};

class GradientTest
    : public testing::TestWithParam<std::tuple<v1::Activation, v1::Objective, bool>> {
 protected:
  template <typename Scalar>
  static FixedBatch<Scalar> BatchFor(const Kernels<Scalar>& kernels) {
    return std::apply(
        [&](auto... parameters) { return FixedBatch<Scalar>(kernels, parameters...); }, GetParam());
  }

  // With a penalty of weight_decay / 2 times the sum of the squared weights.
  double PenalisedLoss(std::span<const double> parameters, double weight_decay) {
    double squares = 0;
    for (const double weight : parameters.first(exact_.shape().weights_size())) {
      squares += weight * weight;
    }
    return exact_.Loss(parameters) + weight_decay / 2 * squares;
  }

  double CentralDifference(std::size_t index, double weight_decay) {
    constexpr double kStep = 1e-6;
    AlignedVector<double> moved = parameters_;
    moved[index] = parameters_[index] + kStep;
    const double above = PenalisedLoss(moved, weight_decay);
    moved[index] = parameters_[index] - kStep;
    return (above - PenalisedLoss(moved, weight_decay)) / (2 * kStep);
  }

  // Calls check(i) for the place of each parameter in panels.
  void ForEachParameter(const std::function<void(std::size_t)>& check) const {
    exact_.shape().ForEachRun([&](std::size_t offset, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) check(offset + i);
    });
  }

  FixedBatch<double> exact_ = BatchFor(DoubleKernels());
  AlignedVector<double> parameters_ = exact_.Parameters();
};

TEST_P(GradientTest, OfEveryWeightAndBiasAgreesWithCentralDifferences) {
  const AlignedVector<double> gradient = exact_.Gradient(parameters_);
  double length = 0;
  ForEachParameter([&](std::size_t i) {
    EXPECT_NEAR(gradient[i], CentralDifference(i, 0), 1e-8) << "parameter " << i;
    length += std::abs(gradient[i]);
  });
  EXPECT_GT(length, 0.1);
}

TEST_P(GradientTest, OfTheFillingIsZero) {
  AlignedVector<double> gradient = exact_.Gradient(parameters_);
  ForEachParameter([&](std::size_t i) { gradient[i] = 0; });
  EXPECT_EQ(gradient, AlignedVector<double>(gradient.size()));
}

TEST_P(GradientTest, WithWeightDecayIsThatOfThePenalisedLoss) {
  v1::Configuration configuration;
  configuration.set_optimizer(v1::SGD);
  configuration.set_weight_decay(0.3);
  const AlignedVector<double> gradient = exact_.Gradient(parameters_);
  const AlignedVector<float> rounded(gradient.begin(), gradient.end());
  AlignedVector<float> parameters(parameters_.begin(), parameters_.end());
  AlignedVector<float> update(parameters.size());
  UpdateParameters(configuration,
                   {.learning_rate = 1, .step = 1, .decayed = exact_.shape().weights_size()},
                   FastestKernels(), rounded, parameters, update);
  ForEachParameter([&](std::size_t i) {
    EXPECT_NEAR(-update[i], CentralDifference(i, 0.3), 1e-6) << "parameter " << i;
  });
}

TEST_P(GradientTest, InSinglePrecisionIsTheSameToSinglePrecision) {
  const AlignedVector<double> exact = exact_.Gradient(parameters_);
  for (const InstructionSet& set : InstructionSets()) {
    for (const Kernels<float>* kernels : {set.fused, set.separate}) {
      FixedBatch<float> batch = BatchFor(*kernels);
      const AlignedVector<float> gradient = batch.Gradient(batch.Parameters());
      for (std::size_t i = 0; i < gradient.size(); ++i) EXPECT_NEAR(gradient[i], exact[i], 3e-6);
    }
  }
}

TEST_P(GradientTest, OfEveryInstructionSetHasTheSameBits) {
  const auto gradient_by = [](const Kernels<float>& kernels) {
    FixedBatch<float> batch = BatchFor(kernels);
    return batch.Gradient(batch.Parameters());
  };
  const InstructionSet& first = InstructionSets().front();
  for (const InstructionSet& set : InstructionSets()) {
    EXPECT_EQ(gradient_by(*set.fused), gradient_by(*first.fused)) << set.name;
    EXPECT_EQ(gradient_by(*set.separate), gradient_by(*first.separate)) << set.name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, GradientTest,
                         testing::Combine(testing::Values(v1::RELU, v1::LEAKY_RELU, v1::ELU,
                                                          v1::GELU, v1::SILU, v1::TANH,
                                                          v1::SIGMOID),
                                          testing::Values(v1::CLASSIFICATION, v1::REGRESSION),
                                          testing::Bool()),
                         [](const auto& test) {
                           return v1::Activation_Name(std::get<0>(test.param)) + "_" +
                                  v1::Objective_Name(std::get<1>(test.param)) +
                                  (std::get<2>(test.param) ? "_dropout" : "");
                         });

TEST(NetworkTest, WithoutHiddenLayersIsALinearMap) {
  const NetworkShape shape(2, {}, 2);
  Network<double> network(shape, v1::RELU, DoubleKernels(), 0, 1, false);
  AlignedVector<double> parameters(shape.parameters_size());
  const std::vector<double> in_rows = {1, 2, 3, 4, 10, 20};  // weights by row, biases
  std::size_t taken = 0;
  shape.ForEachRun([&](std::size_t offset, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) parameters[offset + i] = in_rows[taken++];
  });
  network.Input(1).at(0, 0) = 5;
  network.Input(1).at(0, 1) = -6;
  const PanelView<double> outputs = network.Forward(parameters, 1);
  EXPECT_EQ(outputs.at(0, 0), 5 * 1 - 6 * 3 + 10);
  EXPECT_EQ(outputs.at(0, 1), 5 * 2 - 6 * 4 + 20);
}

TEST(NetworkTest, MeasuresWithoutDropout) {
  const NetworkShape shape(1, std::vector<std::int32_t>{1}, 1);
  Network<double> network(shape, v1::RELU, DoubleKernels(), 1, 1, true);
  AlignedVector<double> parameters(shape.parameters_size());
  parameters[shape.layers()[0].weights] = 3;
  parameters[shape.layers()[1].weights] = 1;
  network.Input(1).at(0, 0) = 2;
  network.Mask(0, 1).at(0, 0) = 0;
  EXPECT_EQ(network.Forward(parameters, 1).at(0, 0), 6);
  EXPECT_EQ(network.ForwardToLearn(parameters, 1).at(0, 0), 0);
}

TEST(NetworkTest, BuffersStartOnACacheLine) {
  Network<float> network({3, std::vector<std::int32_t>{5}, 2}, v1::RELU, FastestKernels(), 7, 7,
                         true);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(network.Input(7).data) % 64, 0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(network.Mask(0, 7).data) % 64, 0);
}

}  // namespace
}  // namespace rung::mlp
