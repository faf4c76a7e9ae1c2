#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rung/v1/search_spec.pb.h"
#include "rung/v1/trial.pb.h"
#include "worker/mlp/row_outcome.h"

namespace rung::mlp {

// Rows of one class.
struct ClassCounts {
  std::int64_t rows = 0;
  std::int64_t predicted = 0;  // rows that are taken for it, rightly or not
  std::int64_t correct = 0;    // rows of it that are
};

// Sums over rows, from which every metric but AUC follows.
struct MetricSums {
  // class_count: classes that are counted apart; 0 where no metric asks for it.
  explicit MetricSums(std::int32_t class_count = 0)
      : classes(static_cast<std::size_t>(class_count)) {}

  std::int64_t rows = 0;
  double loss = 0;
  double correct = 0;
  double absolute_error = 0;
  double target = 0;
  double squared_target = 0;
  std::vector<ClassCounts> classes;

  void Add(const RowOutcome& outcome);
  void Add(std::span<const RowOutcome> outcomes);  // in order
};

// What is known of rows that were measured.
struct Measured {
  MetricSums sums;
  std::optional<double> area_under_curve;
};

// Whether a metric needs MetricSums::classes.
bool CountsClasses(v1::Metric metric);

// The mean loss over the rows.
double MeanLoss(const MetricSums& sums);

// The metric over the rows; target_scale turns standard deviations into the label's
// unit. NaN where what it needs was not measured. A class without rows is left out of
// balanced accuracy, and one with neither rows nor predictions of macro F1. R2 of
// rows that all have one label is 1 without error, otherwise 0.
double MetricOf(const Measured& measured, v1::Metric metric, double target_scale);

// All metrics of the objective that were measured, by MetricName.
v1::Metrics MetricsOf(const Measured& measured, v1::Objective objective, double target_scale);

}  // namespace rung::mlp
