#pragma once

#include "worker/mlp/matrix.h"

namespace rung::mlp {

// Matrix products for float and double. The result must not overlap a factor.
// The bits are a function of the factors and their shapes, given PinNumerics().

// c = a b; a: (n, k), b: (k, m), c: (n, m).
template <typename Scalar>
void Multiply(MatrixView<const Scalar> a, MatrixView<const Scalar> b, MatrixView<Scalar> c);

// c = a^T b; a: (n, k), b: (n, m), c: (k, m).
template <typename Scalar>
void MultiplyTransposedLeft(MatrixView<const Scalar> a, MatrixView<const Scalar> b,
                            MatrixView<Scalar> c);

// c = a b^T; a: (n, m), b: (k, m), c: (n, k).
template <typename Scalar>
void MultiplyTransposedRight(MatrixView<const Scalar> a, MatrixView<const Scalar> b,
                             MatrixView<Scalar> c);

}  // namespace rung::mlp
