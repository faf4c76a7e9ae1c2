#include "worker/mlp/area_under_curve.h"

#include <array>
#include <bit>
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

// A whole number with the row in its lower half and the score in its upper, in the order of the
// scores. The bits of a float are in its order but for those below 0, which are in reverse.
std::uint64_t SortKey(float score, std::size_t row) {
  constexpr std::uint32_t kSign = 0x80000000;
  const auto bits = std::bit_cast<std::uint32_t>(score + 0.0F);  // -0 becomes 0
  const std::uint32_t key = (bits & kSign) != 0 ? ~bits : bits | kSign;
  return std::uint64_t{key} << 32 | row;
}

// Sorts numbers below 2^`end_bit` by their digits from bit `begin_bit` on, the lowest first:
// several times faster than by comparing them. What is equal there stays in its order.
template <typename Number>
void SortByDigits(int begin_bit, int end_bit, std::vector<Number>& numbers) {
  constexpr int kDigitBits = 11;
  constexpr Number kDigits = Number{1} << kDigitBits;
  std::vector<Number> sorted(numbers.size());
  for (int shift = begin_bit; shift < end_bit; shift += kDigitBits) {
    const auto digit = [shift](Number number) { return number >> shift & (kDigits - 1); };
    std::array<std::uint32_t, kDigits + 1> begins = {};
    for (const Number number : numbers) ++begins[digit(number) + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    for (const Number number : numbers) sorted[begins[digit(number)]++] = number;
    numbers.swap(sorted);
  }
}

// Rows in the order of their scores, as 2 * lower + whether a row is of the class.
std::optional<double> AreaOf(std::span<const std::uint32_t> sorted) {
  Pairs pairs;
  std::uint64_t own = 0;
  std::uint64_t other = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && sorted[i] / 2 != sorted[i - 1] / 2) {
      CloseTie(own, other, pairs);
      own = other = 0;
    }
    ++(sorted[i] % 2 == 1 ? own : other);
  }
  CloseTie(own, other, pairs);
  return pairs.Area();
}

}  // namespace

AreaUnderCurve::AreaUnderCurve(const ClassScores& scores)
    : labels_(scores.labels().begin(), scores.labels().end()) {
  std::vector<std::uint64_t> keys(scores.rows());
  for (std::size_t j = scores.classes() == 2 ? 1 : 0; j < scores.classes(); ++j) {
    const std::span<const float> of_class = scores.scores(j);
    for (std::size_t i = 0; i < scores.rows(); ++i) keys[i] = SortKey(of_class[i], i);
    SortByDigits(32, 64, keys);
    Ranking& ranking = rankings_.emplace_back();
    ranking.of_class = static_cast<std::int32_t>(j);
    ranking.lower.resize(scores.rows());
    std::size_t lower = 0;
    for (std::size_t i = 0; i < scores.rows(); ++i) {
      if (keys[i] >> 32 != keys[lower] >> 32) lower = i;
      ranking.lower[static_cast<std::uint32_t>(keys[i])] = static_cast<std::uint32_t>(lower);
    }
  }
}

double AreaUnderCurve::OfAll() const {
  std::vector<std::uint32_t> all(labels_.size());
  std::iota(all.begin(), all.end(), 0U);
  return OfSample(all);
}

double AreaUnderCurve::OfSample(std::span<const std::uint32_t> drawn) const {
  double sum = 0;
  int count = 0;
  std::vector<std::uint32_t> keys(drawn.size());
  for (const Ranking& ranking : rankings_) {
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      const bool is_own = labels_[drawn[i]] == ranking.of_class;
      keys[i] = 2 * ranking.lower[drawn[i]] + (is_own ? 1 : 0);
    }
    SortByDigits(0, static_cast<int>(std::bit_width(2 * labels_.size())), keys);
    const std::optional<double> area = AreaOf(keys);
    sum += area.value_or(0);
    count += area.has_value() ? 1 : 0;
  }
  return count == 0 ? 0.5 : sum / count;
}

}  // namespace rung::mlp
