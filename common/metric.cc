#include "common/metric.h"

namespace rung {

bool HigherIsBetter(v1::Metric metric) { return metric == v1::ACCURACY || metric == v1::R2; }

std::string_view MetricName(v1::Metric metric) {
  switch (metric) {
    case v1::ACCURACY:
      return "accuracy";
    case v1::LOG_LOSS:
      return "log_loss";
    case v1::RMSE:
      return "rmse";
    case v1::MAE:
      return "mae";
    case v1::R2:
      return "r2";
    default:
      return "";
  }
}

}  // namespace rung
