#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// A layer: outputs = inputs x weights + biases.
struct DenseLayer {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  std::vector<float> weights;  // (inputs, outputs), row by row
  std::vector<float> biases;   // outputs

  friend bool operator==(const DenseLayer&, const DenseLayer&) = default;
};

// A trained network, as numbers alone.
struct DenseNetwork {
  v1::Activation activation = v1::RELU;  // of the hidden layers
  std::vector<DenseLayer> layers;        // hidden layers, then the output layer

  friend bool operator==(const DenseNetwork&, const DenseNetwork&) = default;
};

// Errors: INVALID_ARGUMENT names the layer (no layer, numbers that are missing or not finite, a
// layer that does not take what the one before it gives) or the activation.
absl::Status CheckNetwork(const DenseNetwork& network);

// The most numbers that a row is on its way through the network.
std::size_t GreatestWidth(const DenseNetwork& network);

// What the output layer gives, before any softmax: (rows, outputs), row by row. `inputs` is
// (rows, inputs of the network); CheckNetwork has passed the network.
std::vector<float> NetworkOutputs(const DenseNetwork& network, std::vector<float> inputs,
                                  std::size_t rows);

}  // namespace rung
