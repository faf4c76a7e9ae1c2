#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/kernels/kernels.h"
#include "worker/mlp/matrix.h"
#include "worker/mlp/network_shape.h"

namespace rung::mlp {

// The forward and backward pass of a multi-layer perceptron, for float and double. It
// keeps what a pass leaves behind for the next one, in buffers made once, and no
// parameters; parameters and gradients are in panels, as NetworkShape lays them out.
// Used by one thread at a time.
template <typename Scalar>
class Network {
 public:
  // For batches of up to `batch_rows` rows, and `measured_rows` where nothing is
  // learnt. Only where `has_dropout` are there masks. `kernels` must outlive this.
  Network(NetworkShape shape, v1::Activation activation, const Kernels<Scalar>& kernels,
          std::size_t batch_rows, std::size_t measured_rows, bool has_dropout);

  const NetworkShape& shape() const { return shape_; }
  const Kernels<Scalar>& kernels() const { return kernels_; }

  // Where to put the features of a batch before a pass: (rows, inputs).
  PanelView<Scalar> Input(std::size_t rows);

  // Where to put the factors on the outputs of hidden layer `layer`, from 0,
  // before ForwardToLearn, if there is dropout: (rows, units).
  PanelView<Scalar> Mask(std::size_t layer, std::size_t rows);

  // The outputs of the output layer for the input: (rows, outputs).
  PanelView<Scalar> Forward(std::span<const Scalar> parameters, std::size_t rows);

  // The same, with dropout, keeping what Backward needs.
  PanelView<Scalar> ForwardToLearn(std::span<const Scalar> parameters, std::size_t rows);

  // After ForwardToLearn: given the gradient of the loss by the outputs, in place of
  // the outputs, fills the gradient by the parameters.
  void Backward(std::span<const Scalar> parameters, std::size_t rows, std::span<Scalar> gradient);

 private:
  // What layer `layer` computes from.
  const Scalar* InputOf(std::size_t layer) const;
  // The weighted sums of a layer, where its outputs will be.
  PanelView<Scalar> WeightedSums(std::size_t layer, std::span<const Scalar> parameters,
                                 std::size_t rows);

  NetworkShape shape_;
  const Kernels<Scalar>& kernels_;
  const typename Kernels<Scalar>::Activation activation_;
  const bool has_dropout_;
  AlignedVector<Scalar> input_;
  std::vector<AlignedVector<Scalar>> outputs_;      // of each layer, after activation and mask
  std::vector<AlignedVector<Scalar>> derivatives_;  // of hidden outputs by their sums
  AlignedVector<Scalar> gradients_[2];              // by the sums of two neighbouring hidden layers
  AlignedVector<Scalar> transposed_;                // weights of a layer
};

}  // namespace rung::mlp
