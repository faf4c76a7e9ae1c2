#include "worker/mlp/learning_rate_schedule.h"

#include <algorithm>
#include <cstdint>

namespace rung::mlp {
namespace {

// The cosine of an angle between 0 and pi / 2, by its Taylor series.
double Cosine(double angle) {
  const double square = angle * angle;
  double series = 1;
  for (int k = 24; k > 0; k -= 2) series = 1 - series * square / (k * (k - 1));
  return series;
}

// (1 + cos(pi x)) / 2 is the square of cos(pi x / 2).
double CosineFactor(std::int64_t done, std::int64_t full) {
  constexpr double kPi = 0x1.921fb54442d18p1;
  const double cosine = Cosine(kPi * static_cast<double>(done) / static_cast<double>(2 * full));
  return cosine * cosine;
}

double StepFactor(std::int64_t done, std::int64_t full) {
  if (4 * done >= 3 * full) return 0.01;
  return 2 * done >= full ? 0.1 : 1;
}

double ScheduleFactor(const v1::Configuration& configuration, int epoch) {
  const std::int64_t done = epoch - 1;
  switch (configuration.learning_rate_schedule()) {
    case v1::COSINE:
      return CosineFactor(done, configuration.epochs());
    case v1::STEP:
      return StepFactor(done, configuration.epochs());
    default:
      return 1;
  }
}

double WarmupFactor(const v1::Configuration& configuration, int epoch) {
  return std::min(1.0, epoch / (configuration.warmup() * configuration.epochs() + 1));
}

}  // namespace

double LearningRate(const v1::Configuration& configuration, int epoch) {
  return configuration.learning_rate() * ScheduleFactor(configuration, epoch) *
         WarmupFactor(configuration, epoch);
}

}  // namespace rung::mlp
