// Compiled once for each instruction set and arithmetic: see CMakeLists.txt.
#include "worker/mlp/kernels/kernels.h"

#include "worker/mlp/kernels/activations.h"
#include "worker/mlp/kernels/cross_entropy.h"
#include "worker/mlp/kernels/gather.h"
#include "worker/mlp/kernels/log_odds.h"
#include "worker/mlp/kernels/optimizers.h"
#include "worker/mlp/kernels/product.h"
#include "worker/mlp/kernels/random_words.h"
#include "worker/mlp/kernels/transpose.h"

#ifndef RUNG_SCALAR
#define RUNG_SCALAR float
#endif

namespace rung::mlp::RUNG_KERNELS {
namespace {

template <typename Scalar>
void Scale(Scalar* __restrict a, const Scalar* __restrict b, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) a[i] *= b[i];
}

template <typename Scalar>
double SumSquares(const Scalar* __restrict a, std::size_t size) {
  double lanes[kPanel] = {};
  for (std::size_t i = 0; i < size; i += kPanel) {
    for (std::size_t l = 0; l < kPanel; ++l) {
      const auto number = static_cast<double>(a[i + l]);
      lanes[l] = MultiplyAdd(number, number, lanes[l]);
    }
  }
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum;
}

template <typename Function, typename Scalar>
constexpr typename Kernels<Scalar>::Activation kActivation = {
    &Apply<Function, Scalar>, &ApplyAndDerive<Function, Scalar>, &ApplyAndDrop<Function, Scalar>};

template <typename Scalar>
constexpr Kernels<Scalar> kTable = {.gather = &Gather<Scalar>,
                                    .multiply = &Multiply<Scalar>,
                                    .multiply_transposed = &MultiplyTransposed<Scalar>,
                                    .transpose = &Transpose<Scalar>,
                                    .sum_rows = &SumRows<Scalar>,
                                    .scale = &Scale<Scalar>,
                                    .sum_squares = &SumSquares<Scalar>,
                                    .relu = kActivation<Relu, Scalar>,
                                    .leaky_relu = kActivation<LeakyRelu, Scalar>,
                                    .elu = kActivation<Elu, Scalar>,
                                    .gelu = kActivation<Gelu, Scalar>,
                                    .silu = kActivation<Silu, Scalar>,
                                    .tanh = kActivation<HyperbolicTangent, Scalar>,
                                    .sigmoid = kActivation<Sigmoid, Scalar>,
                                    .cross_entropy = &CrossEntropy<Scalar>,
                                    .log_odds = &LogOdds<Scalar>,
                                    .sgd = &Sgd<Scalar>,
                                    .nesterov = &Nesterov<Scalar>,
                                    .rmsprop = &Rmsprop<Scalar>,
                                    .adam = &Adam<Scalar>,
                                    .random_words = &RandomWords};

}  // namespace

extern const Kernels<RUNG_SCALAR> kKernels;
const Kernels<RUNG_SCALAR> kKernels = kTable<RUNG_SCALAR>;

}  // namespace rung::mlp::RUNG_KERNELS
