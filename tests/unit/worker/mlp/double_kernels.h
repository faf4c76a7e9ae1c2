#pragma once

#include "worker/mlp/kernels/kernels.h"

namespace rung::mlp {

// kernels.cc compiled for double precision, in which gradients can be checked.
namespace double_precision {
extern const Kernels<double> kKernels;
}  // namespace double_precision

inline const Kernels<double>& DoubleKernels() { return double_precision::kKernels; }

}  // namespace rung::mlp
