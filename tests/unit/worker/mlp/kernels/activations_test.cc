#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/unit/worker/mlp/double_kernels.h"
#include "tests/unit/worker/mlp/fastest_kernels.h"
#include "worker/mlp/kernels/instruction_sets.h"
#include "worker/mlp/matrix.h"

namespace rung::mlp {
namespace {

struct Case {
  std::string name;
  Kernels<float>::Activation Kernels<float>::* single;
  Kernels<double>::Activation Kernels<double>::* exact;
  double (*truth)(double);
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"relu", &Kernels<float>::relu, &Kernels<double>::relu,
       [](double x) { return std::max(x, 0.0); }},
      {"leaky_relu", &Kernels<float>::leaky_relu, &Kernels<double>::leaky_relu,
       [](double x) { return x > 0 ? x : 0.01 * x; }},
      {"elu", &Kernels<float>::elu, &Kernels<double>::elu,
       [](double x) { return x > 0 ? x : std::expm1(x); }},
      {"gelu", &Kernels<float>::gelu, &Kernels<double>::gelu,
       [](double x) {
         const double root = std::sqrt(2 / std::acos(-1.0));
         return x / 2 * (1 + std::tanh(root * (x + 0.044715 * x * x * x)));
       }},
      {"silu", &Kernels<float>::silu, &Kernels<double>::silu,
       [](double x) { return x / (1 + std::exp(-x)); }},
      {"tanh", &Kernels<float>::tanh, &Kernels<double>::tanh,
       [](double x) { return std::tanh(x); }},
      {"sigmoid", &Kernels<float>::sigmoid, &Kernels<double>::sigmoid,
       [](double x) { return 1 / (1 + std::exp(-x)); }}};
  return cases;
}

// -20 … 20.
AlignedVector<float> Points() {
  AlignedVector<float> points(4096);
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = 40 * (static_cast<float>(i) + 0.3F) / 4096 - 20;
  }
  return points;
}

class ActivationsTest : public testing::TestWithParam<Case> {};

TEST_P(ActivationsTest, IsWhatItsNameSays) {
  const AlignedVector<float> points = Points();
  AlignedVector<double> values(points.begin(), points.end());
  (DoubleKernels().*GetParam().exact).apply(values.data(), values.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double truth = GetParam().truth(points[i]);
    EXPECT_NEAR(values[i], truth, 1e-14 * std::max(1.0, std::abs(truth))) << points[i];
  }
}

TEST_P(ActivationsTest, DerivativeAgreesWithCentralDifferences) {
  const AlignedVector<float> points = Points();
  AlignedVector<double> values(points.begin(), points.end());
  AlignedVector<double> derivatives(points.size());
  (DoubleKernels().*GetParam().exact)
      .apply_and_derive(values.data(), derivatives.data(), values.size());
  constexpr double kStep = 1e-5;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double x = points[i];
    const double difference =
        (GetParam().truth(x + kStep) - GetParam().truth(x - kStep)) / (2 * kStep);
    EXPECT_NEAR(derivatives[i], difference, 1e-8) << x;
  }
}

TEST_P(ActivationsTest, EveryWayOfApplyingItGivesTheSameBits) {
  for (const InstructionSet& set : InstructionSets()) {
    for (const auto& [kernels, reference] :
         {std::pair{set.fused, InstructionSets().front().fused},
          std::pair{set.separate, InstructionSets().front().separate}}) {
      const auto& activation = kernels->*GetParam().single;
      AlignedVector<float> expected = Points();
      (reference->*GetParam().single).apply(expected.data(), expected.size());
      AlignedVector<float> values = Points();
      activation.apply(values.data(), values.size());
      EXPECT_EQ(values, expected) << set.name;
      values = Points();
      AlignedVector<float> derivatives(values.size());
      activation.apply_and_derive(values.data(), derivatives.data(), values.size());
      EXPECT_EQ(values, expected) << set.name;
      values = Points();
      AlignedVector<float> dropped(values.size(), 2);
      activation.apply_and_drop(values.data(), dropped.data(), values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(values[i], 2 * expected[i]) << set.name;
        ASSERT_EQ(dropped[i], 2 * derivatives[i]) << set.name;
      }
    }
  }
}

TEST_P(ActivationsTest, EveryPlaceGivesTheSameBits) {
  for (float x = -20; x < 20; x += 0.173F) {
    AlignedVector<float> values(3 * kPanel, x);
    (FastestKernels().*GetParam().single).apply(values.data(), values.size());
    for (const float value : values) ASSERT_EQ(value, values[0]);
  }
}

TEST_P(ActivationsTest, HidesNoDivergence) {
  AlignedVector<float> values(kPanel, std::numeric_limits<float>::quiet_NaN());
  (FastestKernels().*GetParam().single).apply(values.data(), values.size());
  EXPECT_TRUE(std::isnan(values[0]));
}

INSTANTIATE_TEST_SUITE_P(All, ActivationsTest, testing::ValuesIn(Cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace rung::mlp
