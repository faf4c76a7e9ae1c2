#include "worker/mlp/network.h"

#include <algorithm>
#include <utility>

namespace rung::mlp {
namespace {

template <typename Scalar>
typename Kernels<Scalar>::Activation KernelsOf(v1::Activation activation,
                                               const Kernels<Scalar>& kernels) {
  switch (activation) {
    case v1::LEAKY_RELU:
      return kernels.leaky_relu;
    case v1::ELU:
      return kernels.elu;
    case v1::GELU:
      return kernels.gelu;
    case v1::SILU:
      return kernels.silu;
    case v1::TANH:
      return kernels.tanh;
    case v1::SIGMOID:
      return kernels.sigmoid;
    default:
      return kernels.relu;
  }
}

}  // namespace

template <typename Scalar>
Network<Scalar>::Network(NetworkShape shape, v1::Activation activation,
                         const Kernels<Scalar>& kernels, std::size_t batch_rows,
                         std::size_t measured_rows, bool has_dropout)
    : shape_(std::move(shape)),
      kernels_(kernels),
      activation_(KernelsOf(activation, kernels)),
      has_dropout_(has_dropout) {
  const std::size_t most_rows = std::max(batch_rows, measured_rows);
  input_.resize(PanelSize(most_rows, shape_.layers().front().inputs));
  std::size_t widest = 0;
  std::size_t most_weights = 0;
  for (const LayerShape& layer : shape_.layers()) {
    outputs_.emplace_back(PanelSize(most_rows, layer.outputs));
    if (outputs_.size() == 1) continue;
    const std::size_t size = PanelSize(batch_rows, layer.inputs);
    derivatives_.emplace_back(size);
    widest = std::max(widest, size);
    most_weights = std::max(most_weights, PanelSize(layer.outputs, layer.inputs));
  }
  for (AlignedVector<Scalar>& buffer : gradients_) buffer.resize(widest);
  transposed_.resize(most_weights);
}

template <typename Scalar>
PanelView<Scalar> Network<Scalar>::Input(std::size_t rows) {
  return {input_.data(), rows, shape_.layers().front().inputs};
}

template <typename Scalar>
PanelView<Scalar> Network<Scalar>::Mask(std::size_t layer, std::size_t rows) {
  return {derivatives_[layer].data(), rows, shape_.layers()[layer].outputs};
}

template <typename Scalar>
const Scalar* Network<Scalar>::InputOf(std::size_t layer) const {
  return layer == 0 ? input_.data() : outputs_[layer - 1].data();
}

template <typename Scalar>
PanelView<Scalar> Network<Scalar>::WeightedSums(std::size_t layer,
                                                std::span<const Scalar> parameters,
                                                std::size_t rows) {
  const LayerShape& shape = shape_.layers()[layer];
  Scalar* const sums = outputs_[layer].data();
  kernels_.multiply(InputOf(layer), rows, shape.inputs, parameters.data() + shape.weights,
                    parameters.data() + shape.biases, shape.outputs, sums);
  return {sums, rows, shape.outputs};
}

template <typename Scalar>
PanelView<Scalar> Network<Scalar>::Forward(std::span<const Scalar> parameters, std::size_t rows) {
  for (std::size_t l = 0; l < shape_.hidden_layers(); ++l) {
    const PanelView<Scalar> values = WeightedSums(l, parameters, rows);
    activation_.apply(values.data, values.size());
  }
  return WeightedSums(shape_.hidden_layers(), parameters, rows);
}

template <typename Scalar>
PanelView<Scalar> Network<Scalar>::ForwardToLearn(std::span<const Scalar> parameters,
                                                  std::size_t rows) {
  const auto apply = has_dropout_ ? activation_.apply_and_drop : activation_.apply_and_derive;
  for (std::size_t l = 0; l < shape_.hidden_layers(); ++l) {
    const PanelView<Scalar> values = WeightedSums(l, parameters, rows);
    apply(values.data, derivatives_[l].data(), values.size());
  }
  return WeightedSums(shape_.hidden_layers(), parameters, rows);
}

template <typename Scalar>
void Network<Scalar>::Backward(std::span<const Scalar> parameters, std::size_t rows,
                               std::span<Scalar> gradient) {
  const Scalar* by_sums = outputs_.back().data();
  for (std::size_t l = shape_.hidden_layers();; --l) {
    const LayerShape& layer = shape_.layers()[l];
    kernels_.multiply_transposed(InputOf(l), rows, layer.inputs, by_sums, layer.outputs,
                                 gradient.data() + layer.weights);
    kernels_.sum_rows(by_sums, rows, layer.outputs, gradient.data() + layer.biases);
    if (l == 0) return;
    Scalar* const by_inputs = gradients_[l % 2].data();
    kernels_.transpose(parameters.data() + layer.weights, layer.inputs, layer.outputs,
                       transposed_.data());
    kernels_.multiply(by_sums, rows, layer.outputs, transposed_.data(), nullptr, layer.inputs,
                      by_inputs);
    kernels_.scale(by_inputs, derivatives_[l - 1].data(), PanelSize(rows, layer.inputs));
    by_sums = by_inputs;
  }
}

template class Network<float>;
template class Network<double>;

}  // namespace rung::mlp
