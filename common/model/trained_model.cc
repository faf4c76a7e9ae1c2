#include "common/model/trained_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/status_macros.h"

namespace rung {

absl::Status CheckModel(const TrainedModel& model) {
  RETURN_IF_ERROR(CheckNetwork(model.network));
  const auto inputs = static_cast<std::size_t>(model.encoding.input_count());
  const std::size_t outputs = std::max(model.encoding.class_names.size(), std::size_t{1});
  const DenseLayer& first = model.network.layers.front();
  const DenseLayer& last = model.network.layers.back();
  if (first.inputs == inputs && last.outputs == outputs) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("the network has {} inputs and {} outputs, but the columns and the label need "
                  "{} and {}",
                  first.inputs, last.outputs, inputs, outputs));
}

}  // namespace rung
