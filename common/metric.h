#pragma once

#include <string_view>

#include "rung/v1/search_spec.pb.h"

namespace rung {

// True where a greater number is the better one. False for METRIC_UNSPECIFIED.
bool HigherIsBetter(v1::Metric metric);

// The key in v1::Metrics: `accuracy`, `log_loss`, `rmse`, `mae` or `r2`; empty
// for METRIC_UNSPECIFIED.
std::string_view MetricName(v1::Metric metric);

}  // namespace rung
