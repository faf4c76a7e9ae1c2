#include "worker/mlp/spread.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/counter_random.h"

namespace rung::mlp {
namespace {

constexpr std::uint32_t kSamples = 1000;

// Four rows for each block of random words.
void Draw(const CounterRandom& random, std::vector<std::uint32_t>& drawn) {
  const std::size_t rows = drawn.size();
  for (std::size_t i = 0; i < rows; i += 4) {
    const auto words = random.Block(static_cast<std::uint32_t>(i / 4));
    const std::size_t count = std::min<std::size_t>(4, rows - i);
    for (std::size_t j = 0; j < count; ++j) {
      drawn[i + j] = static_cast<std::uint32_t>((std::uint64_t{words[j]} * rows) >> 32);
    }
  }
}

double StandardDeviation(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  double squares = 0;
  for (const double value : values) squares += (value - sum / count) * (value - sum / count);
  return std::sqrt(squares / (count - 1));
}

}  // namespace

double Spread(std::size_t rows, std::uint64_t seed, std::uint32_t trial,
              const ScoreOfSample& score) {
  std::vector<std::uint32_t> drawn(rows);
  std::vector<double> scores;
  for (std::uint32_t sample = 0; sample < kSamples; ++sample) {
    Draw(CounterRandom(seed, RandomPurpose::kBootstrap, trial, sample), drawn);
    scores.push_back(score(drawn));
  }
  return StandardDeviation(scores);
}

}  // namespace rung::mlp
