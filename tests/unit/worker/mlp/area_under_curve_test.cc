#include "worker/mlp/area_under_curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "common/counter_random.h"

namespace rung::mlp {
namespace {

// Scores as a network would give them: each row's logits with the loss taken off.
ClassScores ScoresOf(const std::vector<std::vector<float>>& logits,
                     const std::vector<std::int32_t>& labels) {
  const std::size_t classes = logits[0].size();
  AlignedVector<float> panels(PanelSize(logits.size(), classes));
  const PanelView<float> view{panels.data(), logits.size(), classes};
  std::vector<RowOutcome> outcomes;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < classes; ++j) {
      view.at(i, j) = logits[i][j];
      sum += std::exp(static_cast<double>(logits[i][j]));
    }
    const auto right = static_cast<double>(logits[i][static_cast<std::size_t>(labels[i])]);
    outcomes.push_back({.loss = std::log(sum) - right});
  }
  ClassScores scores(logits.size(), classes);
  scores.TakeLogits(0, view, labels);
  scores.TakeLosses(0, outcomes);
  return scores;
}

// The share of pairs in the right order, by its definition.
double ShareOfPairs(const ClassScores& scores, std::size_t of_class) {
  double right = 0;
  double pairs = 0;
  for (std::size_t i = 0; i < scores.rows(); ++i) {
    for (std::size_t j = 0; j < scores.rows(); ++j) {
      const auto label = static_cast<std::int32_t>(of_class);
      if (scores.labels()[i] != label || scores.labels()[j] == label) continue;
      const float own = scores.scores(of_class)[i];
      const float other = scores.scores(of_class)[j];
      right += own > other ? 1 : own == other ? 0.5 : 0;
      ++pairs;
    }
  }
  return right / pairs;
}

struct Rows {
  std::vector<std::vector<float>> logits;
  std::vector<std::int32_t> labels;
};

// Few distinct logits, so that many rows are tied.
Rows RandomRows(std::size_t rows, std::size_t classes) {
  const CounterRandom random(1, RandomPurpose::kSplit, 0, 0);
  std::uint32_t next = 0;
  const auto draw = [&](double below) { return std::floor(random.Uniform(next++) * below); };
  Rows drawn;
  for (std::size_t i = 0; i < rows; ++i) {
    drawn.labels.push_back(static_cast<std::int32_t>(draw(static_cast<double>(classes))));
    std::vector<float>& logits = drawn.logits.emplace_back();
    for (std::size_t j = 0; j < classes; ++j) logits.push_back(static_cast<float>(draw(3)));
  }
  return drawn;
}

TEST(AreaUnderCurveTest, OfTwoClassesIsTheShareOfPairsInOrderForTheSecond) {
  // Scores of the second class -1, 0, 0, 1: of four pairs two and two halves are right.
  const ClassScores scores = ScoresOf({{1, 0}, {0, 0}, {0, 0}, {0, 1}}, {0, 0, 1, 1});
  EXPECT_DOUBLE_EQ(AreaUnderCurve(scores).OfAll(), 3.5 / 4);
}

TEST(AreaUnderCurveTest, OfManyClassesIsTheMeanOverEachAgainstAllOthers) {
  const Rows rows = RandomRows(60, 4);
  const ClassScores scores = ScoresOf(rows.logits, rows.labels);
  double mean = 0;
  for (std::size_t j = 0; j < 4; ++j) mean += ShareOfPairs(scores, j) / 4;
  EXPECT_NEAR(AreaUnderCurve(scores).OfAll(), mean, 1e-15);
}

TEST(AreaUnderCurveTest, OfASampleCountsEachRowAsOftenAsItWasDrawn) {
  const Rows rows = RandomRows(30, 3);
  Rows drawn;
  std::vector<std::uint32_t> times(30);
  for (std::size_t i = 0; i < 30; ++i) {
    times[i] = static_cast<std::uint32_t>(i % 4);
    for (std::size_t k = 0; k < i % 4; ++k) {
      drawn.logits.push_back(rows.logits[i]);
      drawn.labels.push_back(rows.labels[i]);
    }
  }
  const AreaUnderCurve curve(ScoresOf(rows.logits, rows.labels));
  EXPECT_DOUBLE_EQ(curve.OfSample(times),
                   AreaUnderCurve(ScoresOf(drawn.logits, drawn.labels)).OfAll());
}

TEST(AreaUnderCurveTest, LeavesOutAClassThatHasNoRowsOrAll) {
  const ClassScores two_of_three = ScoresOf({{2, 1, 0}, {0, 1, 0}, {1, 0, 0}}, {0, 1, 0});
  EXPECT_DOUBLE_EQ(AreaUnderCurve(two_of_three).OfAll(), 1);
  const ClassScores one = ScoresOf({{2, 1}, {0, 1}}, {1, 1});
  EXPECT_EQ(AreaUnderCurve(one).OfAll(), 0.5);
}

}  // namespace
}  // namespace rung::mlp
