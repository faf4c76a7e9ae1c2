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
  if (shape.parameters_size() <= kMaxParameters) return absl::OkStatus();
  return absl::ResourceExhaustedError(fmt::format(
      "the network {} has {} parameters, which take the place of {}; at most {} are trained, so "
      "take fewer or narrower layers",
      WidthsOf(shape), shape.parameter_count(), shape.parameters_size(), kMaxParameters));
}

// Counts what Network keeps.
absl::Status CheckBatch(const NetworkShape& shape, std::uint64_t rows) {
  std::uint64_t numbers = shape.layers().front().inputs;
  std::uint64_t widest = 0;
  for (const LayerShape& layer : shape.layers()) {
    const std::uint64_t units = PanelsFor(layer.outputs) * kPanel;
    numbers += 2 * units;
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

std::size_t BatchRows(const TrialSetup& setup, const PreparedTraining& data) {
  return static_cast<std::size_t>(
      std::min<std::int64_t>(setup.configuration.batch_size(), data.training.rows));
}

absl::Status CheckSetup(const TrialSetup& setup, const PreparedTraining& data) {
  RETURN_IF_ERROR(CheckRange("trial", setup.trial, 0, std::numeric_limits<std::uint32_t>::max()));
  RETURN_IF_ERROR(CheckRange("arithmetic", setup.arithmetic, 1, v1::Arithmetic_MAX));
  RETURN_IF_ERROR(CheckConfiguration(setup.configuration));
  RETURN_IF_ERROR(CheckTrainingData(data));
  const NetworkShape shape = ShapeOf(setup, data);
  RETURN_IF_ERROR(CheckParameters(shape));
  return CheckBatch(shape, std::max(BatchRows(setup, data), kMeasuredTogether));
}

}  // namespace rung::mlp
