#include "worker/mlp/metrics.h"

#include <cmath>
#include <initializer_list>
#include <string>

#include "common/metric.h"

namespace rung::mlp {
namespace {

double RSquared(const MetricSums& sums) {
  const double spread =
      sums.squared_target - sums.target * sums.target / static_cast<double>(sums.rows);
  // A rest of rounding is no spread.
  if (spread <= 1e-12 * sums.squared_target) return sums.loss == 0 ? 1 : 0;
  return 1 - sums.loss / spread;
}

}  // namespace

void MetricSums::Add(const RowOutcome& outcome) {
  const auto label = static_cast<double>(outcome.target);
  ++rows;
  loss += outcome.loss;
  correct += static_cast<double>(outcome.correct);
  absolute_error += static_cast<double>(outcome.absolute_error);
  target += label;
  squared_target += label * label;
}

void MetricSums::Add(std::span<const RowOutcome> outcomes) {
  for (const RowOutcome& outcome : outcomes) Add(outcome);
}

double MeanLoss(const MetricSums& sums) { return sums.loss / static_cast<double>(sums.rows); }

double MetricOf(const MetricSums& sums, v1::Metric metric, double target_scale) {
  const auto rows = static_cast<double>(sums.rows);
  switch (metric) {
    case v1::ACCURACY:
      return sums.correct / rows;
    case v1::LOG_LOSS:
      return sums.loss / rows;
    case v1::RMSE:
      return target_scale * std::sqrt(sums.loss / rows);
    case v1::MAE:
      return target_scale * (sums.absolute_error / rows);
    case v1::R2:
      return RSquared(sums);
    default:
      return std::nan("");
  }
}

v1::Metrics MetricsOf(const MetricSums& sums, v1::Objective objective, double target_scale) {
  v1::Metrics metrics;
  const auto add = [&](std::initializer_list<v1::Metric> kinds) {
    for (const v1::Metric kind : kinds) {
      (*metrics.mutable_values())[std::string(MetricName(kind))] =
          MetricOf(sums, kind, target_scale);
    }
  };
  if (objective == v1::CLASSIFICATION) {
    add({v1::ACCURACY, v1::LOG_LOSS});
  } else {
    add({v1::RMSE, v1::MAE, v1::R2});
  }
  return metrics;
}

}  // namespace rung::mlp
