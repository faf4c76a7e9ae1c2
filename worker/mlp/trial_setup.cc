#include "worker/mlp/trial_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>
#include <string>

#include "common/status_macros.h"
#include "worker/mlp/configuration_check.h"
#include "worker/mlp/data_check.h"
#include "worker/mlp/range_check.h"

namespace rung::mlp {
namespace {

std::string WidthsOf(const NetworkShape& shape) {
  std::string widths = fmt::format("{}", shape.layers().front().inputs);
  for (const LayerShape& layer : shape.layers()) widths += fmt::format("-{}", layer.outputs);
  return widths;
}

absl::Status CheckParameters(const NetworkShape& shape) {
  if (shape.parameter_count() <= kMaxParameters) return absl::OkStatus();
  return absl::ResourceExhaustedError(fmt::format(
      "the network {} has {} parameters; at most {} are trained, so take fewer or narrower layers",
      WidthsOf(shape), shape.parameter_count(), kMaxParameters));
}

absl::Status CheckBatch(const NetworkShape& shape, std::uint64_t rows, bool has_dropout) {
  std::uint64_t numbers = shape.layers().front().inputs + shape.layers().back().outputs;
  std::uint64_t widest = 0;
  for (std::size_t l = 0; l < shape.hidden_layers(); ++l) {
    const std::uint64_t units = shape.layers()[l].outputs;
    numbers += units * (has_dropout ? 3 : 1);
    widest = std::max(widest, units);
  }
  numbers = rows * (numbers + 2 * widest);
  if (numbers <= kMaxBatchNumbers) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      fmt::format("the network {} keeps {} numbers for {} rows at once; at most {} are kept, so "
                  "take a smaller batch_size or narrower layers",
                  WidthsOf(shape), numbers, rows, kMaxBatchNumbers));
}

}  // namespace

NetworkShape ShapeOf(const TrialSetup& setup, const PreparedTraining& data) {
  const auto& units = setup.configuration.units();
  return {data.training.inputs, std::span(units.data(), static_cast<std::size_t>(units.size())),
          data.outputs};
}

std::size_t MaxRowsAtOnce(const TrialSetup& setup, const PreparedTraining& data) {
  const std::int64_t batch =
      std::min<std::int64_t>(setup.configuration.batch_size(), data.training.rows);
  return std::max(static_cast<std::size_t>(batch), kMeasuredTogether);
}

absl::Status CheckSetup(const TrialSetup& setup, const PreparedTraining& data) {
  RETURN_IF_ERROR(CheckRange("trial", setup.trial, 0, std::numeric_limits<std::uint32_t>::max()));
  RETURN_IF_ERROR(CheckConfiguration(setup.configuration));
  RETURN_IF_ERROR(CheckTrainingData(data));
  const NetworkShape shape = ShapeOf(setup, data);
  RETURN_IF_ERROR(CheckParameters(shape));
  return CheckBatch(shape, MaxRowsAtOnce(setup, data), setup.configuration.dropout() > 0);
}

}  // namespace rung::mlp
