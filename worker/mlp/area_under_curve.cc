#include "worker/mlp/area_under_curve.h"

#include <algorithm>
#include <bit>
#include <cstddef>
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

// A whole number that is in the order of the scores, then of the rows: it is sorted several
// times faster than rows by their scores. The bits of a float are in its order but for
// those below 0, which are in reverse.
std::uint64_t SortKey(float score, std::size_t row) {
  constexpr std::uint32_t kSign = 0x80000000;
  const auto bits = std::bit_cast<std::uint32_t>(score + 0.0F);  // -0 becomes 0
  const std::uint32_t key = (bits & kSign) != 0 ? ~bits : bits | kSign;
  return std::uint64_t{key} << 32 | row;
}

}  // namespace

AreaUnderCurve::AreaUnderCurve(const ClassScores& scores)
    : labels_(scores.labels().begin(), scores.labels().end()) {
  std::vector<std::uint64_t> keys(scores.rows());
  for (std::size_t j = scores.classes() == 2 ? 1 : 0; j < scores.classes(); ++j) {
    const std::span<const float> of_class = scores.scores(j);
    Ranking& ranking = rankings_.emplace_back();
    ranking.of_class = static_cast<std::int32_t>(j);
    for (std::size_t i = 0; i < scores.rows(); ++i) keys[i] = SortKey(of_class[i], i);
    std::ranges::sort(keys);
    for (std::size_t i = 0; i < scores.rows(); ++i) {
      ranking.rows.push_back(static_cast<std::uint32_t>(keys[i]));
      ranking.is_tied.push_back(i > 0 && keys[i] >> 32 == keys[i - 1] >> 32);
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
