#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rung::mlp {

// A layer and where its parameters lie among all: weights (inputs, outputs)
// row-major from `weights` on, `outputs` biases from `biases` on.
struct LayerShape {
  std::size_t inputs;
  std::size_t outputs;
  std::size_t weights;
  std::size_t biases;
};

// The layers of a network. Its parameters are one array: the weights of all
// layers from the input on, then the biases of all layers.
class NetworkShape {
 public:
  // `units` are those of the hidden layers; all numbers are at least 1 and
  // CheckSetup has passed them.
  NetworkShape(std::int32_t inputs, std::span<const std::int32_t> units, std::int32_t outputs);

  // Hidden layers, then the output layer.
  const std::vector<LayerShape>& layers() const { return layers_; }
  std::size_t hidden_layers() const { return layers_.size() - 1; }
  std::size_t weight_count() const { return weight_count_; }
  std::size_t parameter_count() const { return parameter_count_; }

 private:
  std::vector<LayerShape> layers_;
  std::size_t weight_count_ = 0;
  std::size_t parameter_count_ = 0;
};

}  // namespace rung::mlp
