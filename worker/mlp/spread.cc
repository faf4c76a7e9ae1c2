#include "worker/mlp/spread.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/counter_random.h"

namespace rung::mlp {
namespace {

constexpr std::uint32_t kSamples = 1000;
constexpr std::size_t kMostDrawn = 10'000;

// Four rows for each block of random words.
void Draw(const CounterRandom& random, std::size_t rows, std::vector<std::uint32_t>& drawn) {
  for (std::size_t i = 0; i < drawn.size(); i += 4) {
    const auto words = random.Block(static_cast<std::uint32_t>(i / 4));
    const std::size_t count = std::min<std::size_t>(4, drawn.size() - i);
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
  std::vector<std::uint32_t> drawn(std::min(rows, kMostDrawn));
  std::vector<double> scores;
  for (std::uint32_t sample = 0; sample < kSamples; ++sample) {
    Draw(CounterRandom(seed, RandomPurpose::kBootstrap, trial, sample), rows, drawn);
    scores.push_back(score(drawn));
  }
  const double share = static_cast<double>(drawn.size()) / static_cast<double>(rows);
  return std::sqrt(share) * StandardDeviation(scores);
}

}  // namespace rung::mlp
