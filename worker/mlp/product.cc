#include "worker/mlp/product.h"

#include <Eigen/Core>

namespace rung::mlp {
namespace {

template <typename Scalar>
using RowMajor = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <typename Scalar>
Eigen::Map<const RowMajor<Scalar>> MapOf(MatrixView<const Scalar> view) {
  return {view.data, static_cast<Eigen::Index>(view.rows), static_cast<Eigen::Index>(view.columns)};
}

template <typename Scalar>
Eigen::Map<RowMajor<Scalar>> MapOf(MatrixView<Scalar> view) {
  return {view.data, static_cast<Eigen::Index>(view.rows), static_cast<Eigen::Index>(view.columns)};
}

}  // namespace

template <typename Scalar>
void Multiply(MatrixView<const Scalar> a, MatrixView<const Scalar> b, MatrixView<Scalar> c) {
  MapOf(c).noalias() = MapOf(a) * MapOf(b);
}

template <typename Scalar>
void MultiplyTransposedLeft(MatrixView<const Scalar> a, MatrixView<const Scalar> b,
                            MatrixView<Scalar> c) {
  MapOf(c).noalias() = MapOf(a).transpose() * MapOf(b);
}

template <typename Scalar>
void MultiplyTransposedRight(MatrixView<const Scalar> a, MatrixView<const Scalar> b,
                             MatrixView<Scalar> c) {
  MapOf(c).noalias() = MapOf(a) * MapOf(b).transpose();
}

#define RUNG_INSTANTIATE(Scalar)                                                                  \
  template void Multiply(MatrixView<const Scalar>, MatrixView<const Scalar>, MatrixView<Scalar>); \
  template void MultiplyTransposedLeft(MatrixView<const Scalar>, MatrixView<const Scalar>,        \
                                       MatrixView<Scalar>);                                       \
  template void MultiplyTransposedRight(MatrixView<const Scalar>, MatrixView<const Scalar>,       \
                                        MatrixView<Scalar>)
RUNG_INSTANTIATE(float);
RUNG_INSTANTIATE(double);

}  // namespace rung::mlp
