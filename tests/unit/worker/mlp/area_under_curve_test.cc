#include "worker/mlp/area_under_curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "common/counter_random.h"
#include "tests/unit/worker/mlp/fastest_kernels.h"

namespace rung::mlp {
namespace {

ClassScores ScoresOf(const std::vector<std::vector<float>>& logits,
                     const std::vector<std::int32_t>& labels) {
  const std::size_t classes = logits[0].size();
  AlignedVector<float> panels(PanelSize(logits.size(), classes));
  const PanelView<float> view{panels.data(), logits.size(), classes};
  for (std::size_t i = 0; i < logits.size(); ++i) {
    for (std::size_t j = 0; j < classes; ++j) view.at(i, j) = logits[i][j];
  }
  Loss<float> loss(FastestKernels(), logits.size(), classes);
  ClassScores scores(logits.size(), classes);
  scores.Fill(0, view, labels, loss);
  return scores;
}

// The share of pairs in the right order, by its definition.
template <typename Scalar>
double ShareOfPairs(std::span<const Scalar> scores, std::span<const std::int32_t> labels,
                    std::size_t of_class) {
  double right = 0;
  double pairs = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = 0; j < scores.size(); ++j) {
      const auto label = static_cast<std::int32_t>(of_class);
      if (labels[i] != label || labels[j] == label) continue;
      right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
      ++pairs;
    }
  }
  return right / pairs;
}

struct Rows {
  std::vector<std::vector<float>> logits;
  std::vector<std::int32_t> labels;
};

// By the logits alone, in double precision.
double TrueArea(const Rows& rows) {
  const std::size_t classes = rows.logits[0].size();
  double sum = 0;
  for (std::size_t j = 0; j < classes; ++j) {
    std::vector<double> log_odds;
    for (const std::vector<float>& logits : rows.logits) {
      double others = 0;
      for (std::size_t k = 0; k < classes; ++k) {
        if (k != j) others += std::exp(static_cast<double>(logits[k]));
      }
      log_odds.push_back(static_cast<double>(logits[j]) - std::log(others));
    }
    sum += ShareOfPairs(std::span<const double>(log_odds), rows.labels, j);
  }
  return sum / static_cast<double>(classes);
}

// The answers of a network that is often wrong, each `sureness` times as sure.
Rows SureRows(std::size_t classes, float sureness) {
  const CounterRandom random(2, RandomPurpose::kSplit, 0, 0);
  std::uint32_t next = 0;
  const auto draw = [&] { return 8 * random.Uniform(next++); };
  Rows rows;
  for (std::size_t i = 0; i < 600; ++i) {
    rows.labels.push_back(static_cast<std::int32_t>(i % classes));
    std::vector<float>& logits = rows.logits.emplace_back();
    for (std::size_t j = 0; j < classes; ++j) {
      logits.push_back(sureness * static_cast<float>(draw() + (i % classes == j ? 3 : 0)));
    }
  }
  return rows;
}

// The same with class 0 for the last, 1 for the one before it, and so on.
Rows Renumbered(Rows rows) {
  const auto last = static_cast<std::int32_t>(rows.logits[0].size() - 1);
  for (std::vector<float>& logits : rows.logits) std::ranges::reverse(logits);
  for (std::int32_t& label : rows.labels) label = last - label;
  return rows;
}

double AreaOf(const Rows& rows) {
  return AreaUnderCurve(ScoresOf(rows.logits, rows.labels)).OfAll();
}

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
  for (std::size_t j = 0; j < 4; ++j) {
    mean += ShareOfPairs(scores.scores(j), scores.labels(), j) / 4;
  }
  EXPECT_NEAR(AreaUnderCurve(scores).OfAll(), mean, 1e-15);
}

TEST(AreaUnderCurveTest, IsThatOfTheLogitsHoweverSureTheNetworkIs) {
  for (const float sureness : {1.0F, 20.0F}) {
    for (const std::size_t classes : {2U, 3U, 20U}) {
      const Rows rows = SureRows(classes, sureness);
      EXPECT_NEAR(AreaOf(rows), TrueArea(rows), 1e-5) << classes << " x " << sureness;
    }
  }
}

TEST(AreaUnderCurveTest, OfTwoClassesIsExactWhateverTheirOrder) {
  const Rows rows = SureRows(2, 20);
  EXPECT_DOUBLE_EQ(AreaOf(rows), TrueArea(rows));
  EXPECT_DOUBLE_EQ(AreaOf(Renumbered(rows)), AreaOf(rows));
}

TEST(AreaUnderCurveTest, OfASampleCountsEachRowAsOftenAsItWasDrawn) {
  const Rows rows = RandomRows(3000, 3);
  std::vector<std::uint32_t> drawn;
  Rows copies;
  for (std::size_t i = 0; i < 5000; ++i) {
    drawn.push_back(static_cast<std::uint32_t>(i * i % 3000));
    copies.logits.push_back(rows.logits[drawn.back()]);
    copies.labels.push_back(rows.labels[drawn.back()]);
  }
  const AreaUnderCurve curve(ScoresOf(rows.logits, rows.labels));
  EXPECT_DOUBLE_EQ(curve.OfSample(drawn), AreaOf(copies));
}

TEST(AreaUnderCurveTest, LeavesOutAClassThatHasNoRowsOrAll) {
  const ClassScores two_of_three = ScoresOf({{2, 1, 0}, {0, 1, 0}, {1, 0, 0}}, {0, 1, 0});
  EXPECT_DOUBLE_EQ(AreaUnderCurve(two_of_three).OfAll(), 1);
  const ClassScores one = ScoresOf({{2, 1}, {0, 1}}, {1, 1});
  EXPECT_EQ(AreaUnderCurve(one).OfAll(), 0.5);
}

}  // namespace
}  // namespace rung::mlp
