#include "worker/mlp/spread.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/counter_random.h"
#include "worker/mlp/metrics.h"

namespace rung::mlp {
namespace {

constexpr std::uint32_t kSamples = 1000;

// Draws with replacement, four rows for each block of random words.
MetricSums SumSample(std::span<const RowOutcome> outcomes, const CounterRandom& random) {
  MetricSums sums;
  for (std::size_t i = 0; i < outcomes.size(); i += 4) {
    const auto words = random.Block(static_cast<std::uint32_t>(i / 4));
    const std::size_t count = std::min<std::size_t>(4, outcomes.size() - i);
    for (std::size_t j = 0; j < count; ++j) {
      sums.Add(outcomes[(std::uint64_t{words[j]} * outcomes.size()) >> 32]);
    }
  }
  return sums;
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

double Spread(std::span<const RowOutcome> outcomes, v1::Metric score, double target_scale,
              std::uint64_t seed, std::uint32_t trial) {
  std::vector<double> scores;
  for (std::uint32_t sample = 0; sample < kSamples; ++sample) {
    const CounterRandom random(seed, RandomPurpose::kBootstrap, trial, sample);
    scores.push_back(MetricOf(SumSample(outcomes, random), score, target_scale));
  }
  return StandardDeviation(scores);
}

}  // namespace rung::mlp
