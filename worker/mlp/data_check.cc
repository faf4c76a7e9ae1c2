#include "worker/mlp/data_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/metric.h"
#include "common/status_macros.h"
#include "worker/mlp/class_scores.h"
#include "worker/mlp/range_check.h"

namespace rung::mlp {
namespace {

absl::Status CheckObjective(const PreparedTraining& data) {
  RETURN_IF_ERROR(CheckRange("objective", data.objective, v1::CLASSIFICATION, v1::REGRESSION));
  if (data.objective == v1::CLASSIFICATION) {
    return CheckRange("the number of classes", data.outputs, 2,
                      std::numeric_limits<std::int32_t>::max());
  }
  RETURN_IF_ERROR(CheckRange("the number of outputs", data.outputs, 1, 1));
  if (!std::isfinite(data.target_mean) || !(data.target_scale > 0) ||
      !std::isfinite(data.target_scale)) {
    return absl::InvalidArgumentError(
        fmt::format("the labels have mean {} and standard deviation {}; both must be finite, the "
                    "second above 0",
                    data.target_mean, data.target_scale));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTrainingData(const PreparedTraining& data) {
  RETURN_IF_ERROR(CheckObjective(data));
  const std::int32_t inputs = data.training.inputs;
  RETURN_IF_ERROR(CheckPart("training", data.training, data.objective, inputs, data.outputs));
  return CheckPart("validation", data.validation, data.objective, inputs, data.outputs);
}

absl::Status CheckPart(std::string_view what, const PreparedPart& part, v1::Objective objective,
                       std::int32_t inputs, std::int32_t outputs) {
  const auto fails = [&](std::string_view rule) {
    return absl::InvalidArgumentError(fmt::format("the {} rows break a rule: {}", what, rule));
  };
  if (part.rows < 1 || part.rows > std::numeric_limits<std::uint32_t>::max()) {
    return fails("there is at least 1 and there are fewer than 2^32");
  }
  if (part.inputs != inputs || inputs < 1) {
    return fails("all parts have the same number of inputs, at least 1");
  }
  const auto rows = static_cast<std::size_t>(part.rows);
  if (part.features.size() != rows * static_cast<std::size_t>(inputs)) {
    return fails("each row has all features");
  }
  const bool is_classes = objective == v1::CLASSIFICATION;
  if (part.classes.size() != (is_classes ? rows : 0) ||
      part.targets.size() != (is_classes ? 0 : rows)) {
    return fails("each row has one label of the objective's kind");
  }
  const auto fits = [&](std::int32_t label) { return label >= 0 && label < outputs; };
  if (!std::all_of(part.classes.begin(), part.classes.end(), fits)) {
    return fails("a class is 0 to the number of classes - 1");
  }
  return absl::OkStatus();
}

absl::Status CheckScore(v1::Metric score, v1::Objective objective, std::int64_t rows,
                        std::int32_t outputs) {
  if (!Measures(score, objective)) {
    return absl::InvalidArgumentError(
        fmt::format("score is '{}'; choose {}", MetricName(score), ChoiceOfMetrics(objective)));
  }
  const auto numbers = static_cast<std::size_t>(rows) * static_cast<std::size_t>(outputs);
  if (score == v1::AUC && numbers > kMaxClassScores) {
    return absl::ResourceExhaustedError(
        fmt::format("score is 'auc', which keeps a number for each class of {} rows, {} in all; at "
                    "most {} are kept, so choose another score",
                    rows, numbers, kMaxClassScores));
  }
  return absl::OkStatus();
}

}  // namespace rung::mlp
