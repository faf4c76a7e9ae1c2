#include "worker/mlp/network_shape.h"

namespace rung::mlp {

NetworkShape::NetworkShape(std::int32_t inputs, std::span<const std::int32_t> units,
                           std::int32_t outputs) {
  auto last = static_cast<std::size_t>(inputs);
  const auto add = [&](std::int32_t width) {
    const auto next = static_cast<std::size_t>(width);
    layers_.push_back({.inputs = last, .outputs = next, .weights = weight_count_, .biases = 0});
    weight_count_ += last * next;
    last = next;
  };
  for (const std::int32_t width : units) add(width);
  add(outputs);
  parameter_count_ = weight_count_;
  for (LayerShape& layer : layers_) {
    layer.biases = parameter_count_;
    parameter_count_ += layer.outputs;
  }
}

}  // namespace rung::mlp
