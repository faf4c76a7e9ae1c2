#pragma once

#include <cstdint>
#include <span>

#include "rung/v1/search_spec.pb.h"
#include "rung/v1/trial.pb.h"
#include "worker/mlp/row_outcome.h"

namespace rung::mlp {

// Sums over rows, from which every metric follows.
struct MetricSums {
  std::int64_t rows = 0;
  double loss = 0;
  double correct = 0;
  double absolute_error = 0;
  double target = 0;
  double squared_target = 0;

  void Add(const RowOutcome& outcome);
  void Add(std::span<const RowOutcome> outcomes);  // in order
};

// The mean loss over the rows.
double MeanLoss(const MetricSums& sums);

// The metric over the rows; target_scale turns standard deviations into the
// label's unit. R2 of rows that all have one label is 1 without error, otherwise 0.
double MetricOf(const MetricSums& sums, v1::Metric metric, double target_scale);

// All metrics of the objective, by MetricName.
v1::Metrics MetricsOf(const MetricSums& sums, v1::Objective objective, double target_scale);

}  // namespace rung::mlp
