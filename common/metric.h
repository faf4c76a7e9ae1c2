#pragma once

#include <span>
#include <string_view>

#include "rung/v1/search_spec.pb.h"

namespace rung {

// True where a greater number is the better one. False for METRIC_UNSPECIFIED.
bool HigherIsBetter(v1::Metric metric);

// The key in v1::Metrics: the name in lower case; empty for METRIC_UNSPECIFIED.
std::string_view MetricName(v1::Metric metric);

// What measures predictions of this kind; nothing for OBJECTIVE_UNSPECIFIED.
std::span<const v1::Metric> MetricsFor(v1::Objective objective);

// Whether a metric measures predictions of this kind.
bool Measures(v1::Metric metric, v1::Objective objective);

// The names that Measures allows, for people: "RMSE, MAE or R2".
std::string_view ChoiceOfMetrics(v1::Objective objective);

}  // namespace rung
