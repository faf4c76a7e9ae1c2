#include "common/metric.h"

#include <algorithm>
#include <array>

namespace rung {
namespace {

constexpr std::array kOfClassification = {v1::ACCURACY, v1::BALANCED_ACCURACY, v1::MACRO_F1,
                                          v1::LOG_LOSS, v1::AUC};
constexpr std::array kOfRegression = {v1::RMSE, v1::MAE, v1::R2};

}  // namespace

bool HigherIsBetter(v1::Metric metric) {
  switch (metric) {
    case v1::ACCURACY:
    case v1::BALANCED_ACCURACY:
    case v1::MACRO_F1:
    case v1::AUC:
    case v1::R2:
      return true;
    default:
      return false;
  }
}

std::string_view MetricName(v1::Metric metric) {
  switch (metric) {
    case v1::ACCURACY:
      return "accuracy";
    case v1::BALANCED_ACCURACY:
      return "balanced_accuracy";
    case v1::MACRO_F1:
      return "macro_f1";
    case v1::LOG_LOSS:
      return "log_loss";
    case v1::AUC:
      return "auc";
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

std::span<const v1::Metric> MetricsFor(v1::Objective objective) {
  switch (objective) {
    case v1::CLASSIFICATION:
      return kOfClassification;
    case v1::REGRESSION:
      return kOfRegression;
    default:
      return {};
  }
}

bool Measures(v1::Metric metric, v1::Objective objective) {
  return std::ranges::count(MetricsFor(objective), metric) > 0;
}

std::string_view ChoiceOfMetrics(v1::Objective objective) {
  return objective == v1::CLASSIFICATION ? "ACCURACY, BALANCED_ACCURACY, MACRO_F1, LOG_LOSS or AUC"
                                         : "RMSE, MAE or R2";
}

}  // namespace rung
