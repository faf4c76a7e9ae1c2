#pragma once

#include <span>
#include <vector>

#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/matrix.h"
#include "worker/mlp/network_shape.h"

namespace rung::mlp {

// The forward and backward pass of a multi-layer perceptron, for float and
// double. It keeps what a pass leaves behind for the next one, in buffers made
// once, and no parameters. Used by one thread at a time.
template <typename Scalar>
class Network {
 public:
  // For batches of up to `max_rows` rows. Only where `has_dropout` are there masks.
  Network(NetworkShape shape, v1::Activation activation, std::size_t max_rows, bool has_dropout);

  const NetworkShape& shape() const { return shape_; }

  // Where to put the features of a batch before Forward: (rows, inputs).
  MatrixView<Scalar> Input(std::size_t rows);

  // Where to put the factors on the outputs of hidden layer `layer`, from 0,
  // before a Forward with dropout: (rows, units).
  MatrixView<Scalar> Mask(std::size_t layer, std::size_t rows);

  // The outputs of the output layer for the input: (rows, outputs).
  MatrixView<Scalar> Forward(std::span<const Scalar> parameters, std::size_t rows,
                             bool with_dropout);

  // After Forward: given the gradient of the loss by the outputs, in place of the
  // outputs, fills the gradient by the parameters.
  void Backward(std::span<const Scalar> parameters, std::size_t rows, bool with_dropout,
                std::span<Scalar> gradient);

 private:
  // What a pass keeps of a layer.
  struct LayerBuffers {
    AlignedVector<Scalar> outputs;  // after the activation
    AlignedVector<Scalar> mask;     // with dropout alone
    AlignedVector<Scalar> dropped;  // with dropout alone: outputs times mask
  };

  // What layer `layer` computes from.
  MatrixView<Scalar> InputOf(std::size_t layer, std::size_t rows, bool with_dropout);
  // Turns the gradient by a hidden layer's (dropped) outputs into that by its sums.
  void BackThroughActivation(std::size_t layer, bool with_dropout, MatrixView<Scalar> gradient);

  NetworkShape shape_;
  v1::Activation activation_;
  AlignedVector<Scalar> input_;
  std::vector<LayerBuffers> buffers_;
  AlignedVector<Scalar> gradients_[2];  // by the sums of two neighbouring hidden layers
};

}  // namespace rung::mlp
