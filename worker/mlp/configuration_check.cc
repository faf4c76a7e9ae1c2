#include "worker/mlp/configuration_check.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string_view>

#include "common/status_macros.h"
#include "worker/mlp/range_check.h"

namespace rung::mlp {
namespace {

constexpr std::int64_t kMaxWidth = 65536;

// At least 0 and finite.
absl::Status CheckNotNegative(std::string_view field, double value) {
  if (value >= 0 && std::isfinite(value)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} is {}; it must be at least 0 and finite", field, value));
}

// 0 to below 1.
absl::Status CheckShare(std::string_view field, double value) {
  if (value >= 0 && value < 1) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} is {}; it must be at least 0 and below 1", field, value));
}

absl::Status CheckLayers(const v1::Configuration& configuration) {
  RETURN_IF_ERROR(CheckRange("hidden_layers", configuration.hidden_layers(), 0, 32));
  if (configuration.units_size() != configuration.hidden_layers()) {
    return absl::InvalidArgumentError(
        fmt::format("units has {} entries; it must have one for each of the {} hidden_layers",
                    configuration.units_size(), configuration.hidden_layers()));
  }
  for (const std::int32_t units : configuration.units()) {
    RETURN_IF_ERROR(CheckRange("units", units, 1, kMaxWidth));
  }
  return CheckRange("activation", configuration.activation(), 1, v1::Activation_MAX);
}

absl::Status CheckTraining(const v1::Configuration& configuration) {
  const double rate = configuration.learning_rate();
  if (!(rate > 0) || !std::isfinite(rate)) {
    return absl::InvalidArgumentError(
        fmt::format("learning_rate is {}; it must be above 0 and finite", rate));
  }
  RETURN_IF_ERROR(CheckNotNegative("weight_decay", configuration.weight_decay()));
  RETURN_IF_ERROR(CheckNotNegative("gradient_clip", configuration.gradient_clip()));
  RETURN_IF_ERROR(CheckShare("momentum", configuration.momentum()));
  RETURN_IF_ERROR(CheckShare("dropout", configuration.dropout()));
  RETURN_IF_ERROR(CheckShare("warmup", configuration.warmup()));
  RETURN_IF_ERROR(CheckShare("label_smoothing", configuration.label_smoothing()));
  RETURN_IF_ERROR(CheckRange("batch_size", configuration.batch_size(), 1, 65536));
  RETURN_IF_ERROR(CheckRange("epochs", configuration.epochs(), 1, 1000000));
  RETURN_IF_ERROR(CheckRange("optimizer", configuration.optimizer(), 1, v1::Optimizer_MAX));
  RETURN_IF_ERROR(CheckRange("class_weight", configuration.class_weight(), 1, v1::ClassWeight_MAX));
  return CheckRange("learning_rate_schedule", configuration.learning_rate_schedule(), 1,
                    v1::LearningRateSchedule_MAX);
}

}  // namespace

absl::Status CheckConfiguration(const v1::Configuration& configuration) {
  RETURN_IF_ERROR(CheckLayers(configuration));
  return CheckTraining(configuration);
}

}  // namespace rung::mlp
