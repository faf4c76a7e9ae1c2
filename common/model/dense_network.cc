#include "common/model/dense_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/model/activation.h"
#include "common/status_macros.h"

namespace rung {
namespace {

bool AreFinite(const std::vector<float>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(),
                     [](float number) { return std::isfinite(number); });
}

absl::Status CheckLayer(const DenseLayer& layer, std::size_t number) {
  const auto wrong = [number](std::string_view what) {
    return absl::InvalidArgumentError(fmt::format("layer {} {}", number, what));
  };
  if (layer.inputs == 0 || layer.outputs == 0) return wrong("has no inputs or no outputs");
  if (layer.biases.size() != layer.outputs || layer.weights.size() % layer.outputs != 0 ||
      layer.weights.size() / layer.outputs != layer.inputs) {
    return wrong(fmt::format("has {} weights and {} biases for {} inputs and {} outputs",
                             layer.weights.size(), layer.biases.size(), layer.inputs,
                             layer.outputs));
  }
  if (AreFinite(layer.weights) && AreFinite(layer.biases)) return absl::OkStatus();
  return wrong("has weights that are not finite: its training diverged");
}

// Row by row of the weights, so that each is read once for all rows of the batch.
std::vector<float> WeightedSums(const DenseLayer& layer, const std::vector<float>& inputs,
                                std::size_t rows) {
  std::vector<float> sums;
  sums.reserve(rows * layer.outputs);
  for (std::size_t row = 0; row < rows; ++row) {
    sums.insert(sums.end(), layer.biases.begin(), layer.biases.end());
  }
  for (std::size_t i = 0; i < layer.inputs; ++i) {
    const float* weights = layer.weights.data() + i * layer.outputs;
    for (std::size_t row = 0; row < rows; ++row) {
      const float input = inputs[row * layer.inputs + i];
      float* const sum = sums.data() + row * layer.outputs;
      for (std::size_t j = 0; j < layer.outputs; ++j) sum[j] += input * weights[j];
    }
  }
  return sums;
}

}  // namespace

absl::Status CheckNetwork(const DenseNetwork& network) {
  if (!v1::Activation_IsValid(network.activation) ||
      network.activation == v1::ACTIVATION_UNSPECIFIED) {
    return absl::InvalidArgumentError(fmt::format("there is no activation of the number {}",
                                                  static_cast<int>(network.activation)));
  }
  if (network.layers.empty()) return absl::InvalidArgumentError("there is no layer");
  std::size_t given = network.layers.front().inputs;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const DenseLayer& layer = network.layers[i];
    RETURN_IF_ERROR(CheckLayer(layer, i));
    if (layer.inputs != given) {
      return absl::InvalidArgumentError(fmt::format(
          "layer {} takes {} inputs, but layer {} gives {}", i, layer.inputs, i - 1, given));
    }
    given = layer.outputs;
  }
  return absl::OkStatus();
}

std::size_t GreatestWidth(const DenseNetwork& network) {
  std::size_t width = 0;
  for (const DenseLayer& layer : network.layers) {
    width = std::max({width, layer.inputs, layer.outputs});
  }
  return width;
}

std::vector<float> NetworkOutputs(const DenseNetwork& network, std::vector<float> inputs,
                                  std::size_t rows) {
  std::vector<float> values = std::move(inputs);
  for (const DenseLayer& layer : network.layers) {
    values = WeightedSums(layer, values, rows);
    if (&layer != &network.layers.back()) Activate(network.activation, values);
  }
  return values;
}

}  // namespace rung
