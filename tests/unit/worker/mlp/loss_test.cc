#include "worker/mlp/loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/unit/worker/mlp/double_kernels.h"
#include "tests/unit/worker/mlp/fastest_kernels.h"

namespace rung::mlp {
namespace {

// A batch of outputs in panels with its loss.
template <typename Scalar>
struct Batch {
  Batch(const Kernels<Scalar>& kernels, std::vector<std::vector<Scalar>> rows, double smoothing = 0,
        std::vector<Scalar> class_weights = {})
      : outputs(PanelSize(rows.size(), rows[0].size())),
        view{outputs.data(), rows.size(), rows[0].size()},
        outcomes(rows.size()),
        loss(kernels, rows.size(), rows[0].size(), smoothing, std::move(class_weights)) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t j = 0; j < rows[i].size(); ++j) view.at(i, j) = rows[i][j];
    }
  }

  AlignedVector<Scalar> outputs;
  PanelView<Scalar> view;
  std::vector<RowOutcome> outcomes;
  Loss<Scalar> loss;
};

Batch<float> FloatBatch(std::vector<std::vector<float>> rows) {
  return {FastestKernels(), std::move(rows)};
}

TEST(LossTest, CrossEntropyOfOneRowIsAsComputedByHand) {
  Batch<double> batch(DoubleKernels(), {{std::log(1.0), std::log(2.0), std::log(5.0)}});
  batch.loss.CrossEntropy(batch.view, std::vector<std::int32_t>{1}, batch.outcomes);
  EXPECT_NEAR(batch.outcomes[0].loss, std::log(4.0), 1e-15);
  EXPECT_EQ(batch.outcomes[0].label, 1);
  EXPECT_EQ(batch.outcomes[0].predicted, 2);
  EXPECT_NEAR(batch.view.at(0, 0), 0.125, 1e-15);
  EXPECT_NEAR(batch.view.at(0, 1), 0.25 - 1, 1e-15);
  EXPECT_NEAR(batch.view.at(0, 2), 0.625, 1e-15);
}

TEST(LossTest, CrossEntropyOfManyRowsAndClassesIsThatOfEachRow) {
  constexpr std::size_t kManyRows = 37;
  constexpr std::size_t kManyClasses = 21;
  std::vector<std::vector<double>> rows(kManyRows);
  std::vector<std::int32_t> classes;
  for (std::size_t i = 0; i < kManyRows; ++i) {
    for (std::size_t j = 0; j < kManyClasses; ++j) {
      rows[i].push_back(std::sin(static_cast<double>(7 * i + 3 * j)));
    }
    classes.push_back(static_cast<std::int32_t>(5 * i % kManyClasses));
  }
  Batch<double> batch(DoubleKernels(), rows);
  batch.loss.CrossEntropy(batch.view, classes, batch.outcomes);
  for (std::size_t i = 0; i < kManyRows; ++i) {
    const auto right = static_cast<std::size_t>(classes[i]);
    double sum = 0;
    for (const double logit : rows[i]) sum += std::exp(logit);
    EXPECT_NEAR(batch.outcomes[i].loss, std::log(sum) - rows[i][right], 1e-14);
    for (std::size_t j = 0; j < kManyClasses; ++j) {
      const double probability = std::exp(rows[i][j]) / sum;
      EXPECT_NEAR(batch.view.at(i, j), (probability - (j == right ? 1 : 0)) / kManyRows, 1e-15);
    }
  }
  for (std::size_t j = kManyClasses; j < 2 * kPanel; ++j) EXPECT_EQ(batch.view.at(3, j), 0);
}

TEST(LossTest, SmoothingAndWeightsChangeTheGradientAlone) {
  const std::vector<std::vector<double>> rows = {{0.5, -1, 2}, {1, 0, -0.5}};
  const std::vector<std::int32_t> classes = {1, 0};
  Batch<double> plain(DoubleKernels(), rows);
  plain.loss.CrossEntropy(plain.view, classes, plain.outcomes);
  Batch<double> other(DoubleKernels(), rows, /*smoothing=*/0.3, /*class_weights=*/{2, 0.25, 1});
  other.loss.CrossEntropy(other.view, classes, other.outcomes);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(other.outcomes[i].loss, plain.outcomes[i].loss);
    const double weight = i == 0 ? 0.25 : 2;
    for (std::size_t j = 0; j < 3; ++j) {
      const double is_right = j == static_cast<std::size_t>(classes[i]) ? 1 : 0;
      const double probability = 2 * plain.view.at(i, j) + is_right;
      const double target = 0.7 * is_right + 0.1;
      EXPECT_NEAR(other.view.at(i, j), weight * (probability - target) / 2, 1e-15);
    }
  }
}

TEST(LossTest, CrossEntropyOfHugeLogitsIsFinite) {
  Batch<float> batch = FloatBatch({{3e38F, -3e37F}, {1e4F, -1e4F}});
  batch.loss.CrossEntropy(batch.view, std::vector<std::int32_t>{0, 1}, batch.outcomes);
  EXPECT_NEAR(batch.outcomes[0].loss, 0, 1e-15);
  EXPECT_EQ(batch.outcomes[0].predicted, 0);
  EXPECT_FLOAT_EQ(static_cast<float>(batch.outcomes[1].loss), 2e4F);
}

TEST(LossTest, CrossEntropyOfASureRightAnswerKeepsItsDigits) {
  Batch<float> batch = FloatBatch({{20, 0}});
  batch.loss.CrossEntropy(batch.view, std::vector<std::int32_t>{0}, batch.outcomes);
  EXPECT_NEAR(batch.outcomes[0].loss / std::log1p(std::exp(-20.0)), 1, 1e-6);
}

TEST(LossTest, OfEquallyProbableClassesTheFirstIsPredicted) {
  Batch<float> batch = FloatBatch({{1, 1}, {1, 1}});
  batch.loss.CrossEntropy(batch.view, std::vector<std::int32_t>{0, 1}, batch.outcomes);
  EXPECT_EQ(batch.outcomes[0].predicted, 0);
  EXPECT_EQ(batch.outcomes[1].predicted, 0);
}

TEST(LossTest, ALogitThatIsNotFiniteShowsInTheLoss) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    for (const std::vector<float>& row : {std::vector<float>{0, bad}, {bad, 0}}) {
      Batch<float> batch = FloatBatch({row});
      batch.loss.CrossEntropy(batch.view, std::vector<std::int32_t>{0}, batch.outcomes);
      EXPECT_FALSE(std::isfinite(batch.outcomes[0].loss));
    }
  }
}

TEST(LossTest, LogOddsAreThoseOfTheSoftmax) {
  Batch<double> batch(DoubleKernels(), {{std::log(1.0), std::log(2.0), std::log(5.0)}, {4, 0, 4}});
  std::vector<double> odds(6);
  batch.loss.LogOdds(batch.view, odds.data(), 2);
  EXPECT_NEAR(odds[0], std::log(1.0 / 7), 1e-15);
  EXPECT_NEAR(odds[2], std::log(2.0 / 6), 1e-15);
  EXPECT_NEAR(odds[4], std::log(5.0 / 3), 1e-15);
  EXPECT_NEAR(odds[1], -std::log(1 + std::exp(-4.0)), 1e-15);
  EXPECT_EQ(odds[1], odds[5]);
}

TEST(LossTest, LogOddsOfTwoClassesAreTheDifferenceOfTheLogits) {
  Batch<float> batch = FloatBatch({{0.1F, 0.3F}, {500, -500}, {7, 7}});
  std::vector<float> odds(6);
  batch.loss.LogOdds(batch.view, odds.data(), 3);
  EXPECT_EQ(odds, (std::vector<float>{0.1F - 0.3F, 1000, 0, 0.3F - 0.1F, -1000, 0}));
}

TEST(LossTest, LogOddsHaveAnOrderWhereTheLossIsFinite) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Batch<float> batch = FloatBatch({{3e38F, -3e38F, 0}, {5, -kInfinity, -kInfinity}});
  std::vector<float> odds(6);
  batch.loss.LogOdds(batch.view, odds.data(), 2);
  for (const float number : odds) EXPECT_FALSE(std::isnan(number));
}

TEST(LossTest, SquaredErrorIsAsComputedByHand) {
  Batch<float> batch = FloatBatch({{1}, {-2}});
  Loss<float>::SquaredError(batch.view, std::vector<float>{3, -2.5F}, batch.outcomes);
  EXPECT_EQ(batch.outcomes[0].loss, 4);
  EXPECT_EQ(batch.outcomes[0].absolute_error, 2);
  EXPECT_EQ(batch.outcomes[0].target, 3);
  EXPECT_EQ(batch.outcomes[1].loss, 0.25);
  EXPECT_EQ(batch.view.at(0, 0), -2);
  EXPECT_EQ(batch.view.at(1, 0), 0.5);
}

}  // namespace
}  // namespace rung::mlp
