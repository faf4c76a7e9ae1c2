#include "worker/mlp/activation.h"

#include "worker/mlp/elementary.h"

namespace rung::mlp {
namespace {

struct Identity {
  static auto Value(auto x) { return x; }
};

struct Relu {
  template <typename Scalar>
  static Scalar Value(Scalar x) {
    return x < 0 ? 0 : x;
  }
  template <typename Scalar>
  static Scalar Derivative(Scalar output) {
    return output > 0 ? Scalar{1} : Scalar{0};
  }
};

struct HyperbolicTangent {
  static auto Value(auto x) { return Tanh(x); }
  static auto Derivative(auto output) { return 1 - output * output; }
};

struct Sigmoid {
  static auto Value(auto x) { return 1 / (1 + Exp(-x)); }
  static auto Derivative(auto output) { return output * (1 - output); }
};

template <typename Function, typename Scalar>
void AddBiasAnd(const Scalar* __restrict bias, MatrixView<Scalar> values) {
  for (std::size_t i = 0; i < values.rows; ++i) {
    Scalar* __restrict row = values.row(i);
    for (std::size_t j = 0; j < values.columns; ++j) row[j] = Function::Value(row[j] + bias[j]);
  }
}

template <typename Function, typename Scalar>
void MultiplyBy(const Scalar* __restrict outputs, Scalar* __restrict gradient, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) gradient[i] *= Function::Derivative(outputs[i]);
}

}  // namespace

template <typename Scalar>
void AddBiasAndActivate(v1::Activation activation, const Scalar* bias, MatrixView<Scalar> values) {
  switch (activation) {
    case v1::TANH:
      return AddBiasAnd<HyperbolicTangent>(bias, values);
    case v1::SIGMOID:
      return AddBiasAnd<Sigmoid>(bias, values);
    default:
      return AddBiasAnd<Relu>(bias, values);
  }
}

template <typename Scalar>
void AddBias(const Scalar* bias, MatrixView<Scalar> values) {
  AddBiasAnd<Identity>(bias, values);
}

template <typename Scalar>
void MultiplyByDerivative(v1::Activation activation, MatrixView<const Scalar> outputs,
                          MatrixView<Scalar> gradient) {
  switch (activation) {
    case v1::TANH:
      return MultiplyBy<HyperbolicTangent>(outputs.data, gradient.data, gradient.size());
    case v1::SIGMOID:
      return MultiplyBy<Sigmoid>(outputs.data, gradient.data, gradient.size());
    default:
      return MultiplyBy<Relu>(outputs.data, gradient.data, gradient.size());
  }
}

#define RUNG_INSTANTIATE(Scalar)                                                       \
  template void AddBiasAndActivate(v1::Activation, const Scalar*, MatrixView<Scalar>); \
  template void AddBias(const Scalar*, MatrixView<Scalar>);                            \
  template void MultiplyByDerivative(v1::Activation, MatrixView<const Scalar>, MatrixView<Scalar>)
RUNG_INSTANTIATE(float);
RUNG_INSTANTIATE(double);

}  // namespace rung::mlp
