#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "worker/mlp/kernels/kernels.h"

namespace rung::mlp {

// A layer and where its parameters lie among all: weights (inputs, outputs) in panels
// from `weights` on, panels of one row of biases from `biases` on.
struct LayerShape {
  std::size_t inputs;
  std::size_t outputs;
  std::size_t weights;
  std::size_t biases;
};

// The layers of a network. Its parameters are one array in panels, where training
// works on them: the weights of all layers from the input on, then the biases of all
// layers. Wherever else they go they are in rows: the same order without the filling,
// each layer's weights row by row.
class NetworkShape {
 public:
  // `units` are those of the hidden layers; all numbers are at least 1 and
  // CheckSetup has passed them.
  NetworkShape(std::int32_t inputs, std::span<const std::int32_t> units, std::int32_t outputs);

  // Hidden layers, then the output layer.
  const std::vector<LayerShape>& layers() const { return layers_; }
  std::size_t hidden_layers() const { return layers_.size() - 1; }
  // Weights and biases of the network.
  std::size_t parameter_count() const { return parameter_count_; }
  // Numbers that weights, and weights and biases, take in panels.
  std::size_t weights_size() const { return weights_size_; }
  std::size_t parameters_size() const { return parameters_size_; }

  // Calls run(offset in panels, count) for each stretch of parameters that are
  // neighbours in panels and in rows, in the order of rows.
  template <typename Run>
  void ForEachRun(Run run) const {
    for (const LayerShape& layer : layers_) {
      for (std::size_t i = 0; i < layer.inputs; ++i) {
        RunsOfRow(layer.weights + i * kPanel, layer.inputs * kPanel, layer.outputs, run);
      }
    }
    for (const LayerShape& layer : layers_) {
      RunsOfRow(layer.biases, kPanel, layer.outputs, run);
    }
  }

 private:
  template <typename Run>
  static void RunsOfRow(std::size_t offset, std::size_t panel_size, std::size_t columns, Run& run) {
    for (std::size_t j = 0; j < columns; j += kPanel, offset += panel_size) {
      run(offset, std::min(kPanel, columns - j));
    }
  }

  std::vector<LayerShape> layers_;
  std::size_t parameter_count_ = 0;
  std::size_t weights_size_ = 0;
  std::size_t parameters_size_ = 0;
};

}  // namespace rung::mlp
