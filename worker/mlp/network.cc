#include "worker/mlp/network.h"

#include <algorithm>
#include <utility>

#include "worker/mlp/activation.h"
#include "worker/mlp/product.h"

namespace rung::mlp {
namespace {

template <typename Scalar>
MatrixView<const Scalar> Weights(const LayerShape& layer, std::span<const Scalar> parameters) {
  return {parameters.data() + layer.weights, layer.inputs, layer.outputs};
}

template <typename Scalar>
void SumRows(MatrixView<const Scalar> matrix, Scalar* __restrict sums) {
  std::fill_n(sums, matrix.columns, Scalar{0});
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    const Scalar* __restrict row = matrix.row(i);
    for (std::size_t j = 0; j < matrix.columns; ++j) sums[j] += row[j];
  }
}

template <typename Scalar>
void MultiplyElements(const Scalar* a, const Scalar* b, Scalar* product, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) product[i] = a[i] * b[i];
}

}  // namespace

template <typename Scalar>
Network<Scalar>::Network(NetworkShape shape, v1::Activation activation, std::size_t max_rows,
                         bool has_dropout)
    : shape_(std::move(shape)),
      activation_(activation),
      input_(max_rows * shape_.layers().front().inputs),
      buffers_(shape_.layers().size()) {
  std::size_t widest = 0;
  for (std::size_t l = 0; l < buffers_.size(); ++l) {
    const std::size_t size = max_rows * shape_.layers()[l].outputs;
    buffers_[l].outputs.resize(size);
    if (l == shape_.hidden_layers()) break;
    widest = std::max(widest, size);
    if (has_dropout) buffers_[l].mask.resize(size);
    if (has_dropout) buffers_[l].dropped.resize(size);
  }
  for (AlignedVector<Scalar>& buffer : gradients_) buffer.resize(widest);
}

template <typename Scalar>
MatrixView<Scalar> Network<Scalar>::Input(std::size_t rows) {
  return {input_.data(), rows, shape_.layers().front().inputs};
}

template <typename Scalar>
MatrixView<Scalar> Network<Scalar>::Mask(std::size_t layer, std::size_t rows) {
  return {buffers_[layer].mask.data(), rows, shape_.layers()[layer].outputs};
}

template <typename Scalar>
MatrixView<Scalar> Network<Scalar>::InputOf(std::size_t layer, std::size_t rows,
                                            bool with_dropout) {
  if (layer == 0) return Input(rows);
  LayerBuffers& before = buffers_[layer - 1];
  return {(with_dropout ? before.dropped : before.outputs).data(), rows,
          shape_.layers()[layer].inputs};
}

template <typename Scalar>
MatrixView<Scalar> Network<Scalar>::Forward(std::span<const Scalar> parameters, std::size_t rows,
                                            bool with_dropout) {
  for (std::size_t l = 0;; ++l) {
    const LayerShape& layer = shape_.layers()[l];
    LayerBuffers& buffers = buffers_[l];
    const MatrixView<Scalar> outputs{buffers.outputs.data(), rows, layer.outputs};
    const Scalar* bias = parameters.data() + layer.biases;
    Multiply<Scalar>(InputOf(l, rows, with_dropout), Weights(layer, parameters), outputs);
    if (l == shape_.hidden_layers()) {
      AddBias(bias, outputs);
      return outputs;
    }
    AddBiasAndActivate(activation_, bias, outputs);
    if (with_dropout) {
      MultiplyElements(outputs.data, buffers.mask.data(), buffers.dropped.data(), outputs.size());
    }
  }
}

template <typename Scalar>
void Network<Scalar>::Backward(std::span<const Scalar> parameters, std::size_t rows,
                               bool with_dropout, std::span<Scalar> gradient) {
  MatrixView<Scalar> by_sums{buffers_.back().outputs.data(), rows, shape_.layers().back().outputs};
  for (std::size_t l = shape_.hidden_layers();; --l) {
    const LayerShape& layer = shape_.layers()[l];
    MultiplyTransposedLeft<Scalar>(
        InputOf(l, rows, with_dropout), by_sums,
        MatrixView<Scalar>{gradient.data() + layer.weights, layer.inputs, layer.outputs});
    SumRows<Scalar>(by_sums, gradient.data() + layer.biases);
    if (l == 0) return;
    const MatrixView<Scalar> by_inputs{gradients_[l % 2].data(), rows, layer.inputs};
    MultiplyTransposedRight<Scalar>(by_sums, Weights(layer, parameters), by_inputs);
    BackThroughActivation(l - 1, with_dropout, by_inputs);
    by_sums = by_inputs;
  }
}

template <typename Scalar>
void Network<Scalar>::BackThroughActivation(std::size_t layer, bool with_dropout,
                                            MatrixView<Scalar> gradient) {
  LayerBuffers& buffers = buffers_[layer];
  if (with_dropout) {
    MultiplyElements(gradient.data, buffers.mask.data(), gradient.data, gradient.size());
  }
  MultiplyByDerivative<Scalar>(
      activation_, MatrixView<Scalar>{buffers.outputs.data(), gradient.rows, gradient.columns},
      gradient);
}

template class Network<float>;
template class Network<double>;

}  // namespace rung::mlp
