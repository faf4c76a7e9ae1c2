#include "worker/mlp/area_under_curve.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>

namespace rung::mlp {
namespace {

// Pairs of a row of the class and a row of another: how many there are, and twice how
// many are in the right order, so that ties stay whole.
struct Pairs {
  std::uint64_t own = 0;    // rows of the class
  std::uint64_t other = 0;  // rows of others
  double right_twice = 0;

  std::optional<double> Area() const {
    if (own == 0 || other == 0) return std::nullopt;
    return right_twice / (2 * static_cast<double>(own) * static_cast<double>(other));
  }
};

// Rows that are tied: each of the class is above all others so far, and half above those
// that it is tied with.
void CloseTie(std::uint64_t own, std::uint64_t other, Pairs& pairs) {
  pairs.right_twice += static_cast<double>(own) * static_cast<double>(2 * pairs.other + other);
  pairs.own += own;
  pairs.other += other;
}

}  // namespace

AreaUnderCurve::AreaUnderCurve(const ClassScores& scores)
    : labels_(scores.labels().begin(), scores.labels().end()) {
  for (std::size_t j = scores.classes() == 2 ? 1 : 0; j < scores.classes(); ++j) {
    const std::span<const float> of_class = scores.scores(j);
    Ranking& ranking = rankings_.emplace_back();
    ranking.of_class = static_cast<std::int32_t>(j);
    ranking.rows.resize(scores.rows());
    std::iota(ranking.rows.begin(), ranking.rows.end(), 0U);
    std::ranges::sort(ranking.rows, {}, [&](std::uint32_t row) { return of_class[row]; });
    ranking.is_tied.resize(scores.rows());
    for (std::size_t i = 1; i < scores.rows(); ++i) {
      ranking.is_tied[i] = of_class[ranking.rows[i]] == of_class[ranking.rows[i - 1]];
    }
  }
}

double AreaUnderCurve::OfAll() const {
  return OfSample(std::vector<std::uint32_t>(labels_.size(), 1));
}

double AreaUnderCurve::OfSample(std::span<const std::uint32_t> times) const {
  double sum = 0;
  int count = 0;
  for (const Ranking& ranking : rankings_) {
    Pairs pairs;
    std::uint64_t own = 0;
    std::uint64_t other = 0;
    for (std::size_t i = 0; i < ranking.rows.size(); ++i) {
      if (!ranking.is_tied[i]) {
        CloseTie(own, other, pairs);
        own = other = 0;
      }
      const std::uint32_t row = ranking.rows[i];
      (labels_[row] == ranking.of_class ? own : other) += times[row];
    }
    CloseTie(own, other, pairs);
    const std::optional<double> area = pairs.Area();
    sum += area.value_or(0);
    count += area.has_value() ? 1 : 0;
  }
  return count == 0 ? 0.5 : sum / count;
}

}  // namespace rung::mlp
