#include "worker/mlp/network_shape.h"

namespace rung::mlp {

NetworkShape::NetworkShape(std::int32_t inputs, std::span<const std::int32_t> units,
                           std::int32_t outputs) {
  auto last = static_cast<std::size_t>(inputs);
  const auto add = [&](std::int32_t width) {
    const auto next = static_cast<std::size_t>(width);
    layers_.push_back({.inputs = last, .outputs = next, .weights = weights_size_, .biases = 0});
    parameter_count_ += (last + 1) * next;
    weights_size_ += PanelSize(last, next);
    last = next;
  };
  for (const std::int32_t width : units) add(width);
  add(outputs);
  parameters_size_ = weights_size_;
  for (LayerShape& layer : layers_) {
    layer.biases = parameters_size_;
    parameters_size_ += PanelSize(1, layer.outputs);
  }
}

}  // namespace rung::mlp
