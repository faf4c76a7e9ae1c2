#pragma once

#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/matrix.h"

namespace rung::mlp {

// For float and double.

// Turns the weighted sums of a hidden layer into its outputs, in place:
// values = activation(values + bias). values: (rows, units); bias: units.
// What is not finite stays so.
template <typename Scalar>
void AddBiasAndActivate(v1::Activation activation, const Scalar* bias, MatrixView<Scalar> values);

// The output layer has no activation: values += bias.
template <typename Scalar>
void AddBias(const Scalar* bias, MatrixView<Scalar> values);

// Multiplies gradient, taken by a layer's outputs, by the activation's derivative,
// so that it is taken by the weighted sums. Both: (rows, units).
template <typename Scalar>
void MultiplyByDerivative(v1::Activation activation, MatrixView<const Scalar> outputs,
                          MatrixView<Scalar> gradient);

}  // namespace rung::mlp
