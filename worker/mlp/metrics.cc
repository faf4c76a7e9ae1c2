#include "worker/mlp/metrics.h"

#include <cmath>
#include <limits>
#include <string>

#include "common/metric.h"

namespace rung::mlp {
namespace {

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

// The mean of `share(class)`, numerator over denominator, where the second is not 0.
template <typename Share>
double MeanOverClasses(const MetricSums& sums, const Share& share) {
  double sum = 0;
  int count = 0;
  for (const ClassCounts& counts : sums.classes) {
    const auto [numerator, denominator] = share(counts);
    if (denominator == 0) continue;
    sum += static_cast<double>(numerator) / static_cast<double>(denominator);
    ++count;
  }
  return count == 0 ? kNotMeasured : sum / count;
}

double BalancedAccuracy(const MetricSums& sums) {
  return MeanOverClasses(
      sums, [](const ClassCounts& counts) { return std::pair(counts.correct, counts.rows); });
}

// F1 = 2 correct / (rows + predicted).
double MacroF1(const MetricSums& sums) {
  return MeanOverClasses(sums, [](const ClassCounts& counts) {
    return std::pair(2 * counts.correct, counts.rows + counts.predicted);
  });
}

double RSquared(const MetricSums& sums) {
  const double spread =
      sums.squared_target - sums.target * sums.target / static_cast<double>(sums.rows);
  // A rest of rounding is no spread.
  if (spread <= 1e-12 * sums.squared_target) return sums.loss == 0 ? 1 : 0;
  return 1 - sums.loss / spread;
}

}  // namespace

void MetricSums::Add(const RowOutcome& outcome) {
  const auto number = static_cast<double>(outcome.target);
  const bool is_correct = outcome.predicted == outcome.label;
  ++rows;
  loss += outcome.loss;
  correct += is_correct ? 1 : 0;
  absolute_error += static_cast<double>(outcome.absolute_error);
  target += number;
  squared_target += number * number;
  if (classes.empty()) return;
  ClassCounts& own = classes[static_cast<std::size_t>(outcome.label)];
  ++own.rows;
  own.correct += is_correct ? 1 : 0;
  ++classes[static_cast<std::size_t>(outcome.predicted)].predicted;
}

void MetricSums::Add(std::span<const RowOutcome> outcomes) {
  for (const RowOutcome& outcome : outcomes) Add(outcome);
}

bool CountsClasses(v1::Metric metric) {
  return metric == v1::BALANCED_ACCURACY || metric == v1::MACRO_F1;
}

double MeanLoss(const MetricSums& sums) { return sums.loss / static_cast<double>(sums.rows); }

double MetricOf(const Measured& measured, v1::Metric metric, double target_scale) {
  const MetricSums& sums = measured.sums;
  const auto rows = static_cast<double>(sums.rows);
  switch (metric) {
    case v1::ACCURACY:
      return sums.correct / rows;
    case v1::BALANCED_ACCURACY:
      return BalancedAccuracy(sums);
    case v1::MACRO_F1:
      return MacroF1(sums);
    case v1::LOG_LOSS:
      return sums.loss / rows;
    case v1::AUC:
      return measured.area_under_curve.value_or(kNotMeasured);
    case v1::RMSE:
      return target_scale * std::sqrt(sums.loss / rows);
    case v1::MAE:
      return target_scale * (sums.absolute_error / rows);
    case v1::R2:
      return RSquared(sums);
    default:
      return kNotMeasured;
  }
}

v1::Metrics MetricsOf(const Measured& measured, v1::Objective objective, double target_scale) {
  v1::Metrics metrics;
  for (const v1::Metric metric : MetricsFor(objective)) {
    if (metric == v1::AUC && !measured.area_under_curve) continue;
    (*metrics.mutable_values())[std::string(MetricName(metric))] =
        MetricOf(measured, metric, target_scale);
  }
  return metrics;
}

}  // namespace rung::mlp
