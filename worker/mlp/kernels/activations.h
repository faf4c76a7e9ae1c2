#pragma once

#include <cstddef>

#include "worker/mlp/kernels/elementary.h"

namespace rung::mlp::RUNG_KERNELS {

// An activation function at one place, and its derivative there.
template <typename Scalar>
struct Slope {
  Scalar value;
  Scalar derivative;
};

struct Relu {
  template <typename Scalar>
  static Slope<Scalar> At(Scalar x) {
    return {x < 0 ? 0 : x, x > 0 ? Scalar{1} : Scalar{0}};
  }
};

struct LeakyRelu {
  template <typename Scalar>
  static Slope<Scalar> At(Scalar x) {
    constexpr auto kSlope = static_cast<Scalar>(0.01);
    return {x < 0 ? kSlope * x : x, x > 0 ? Scalar{1} : kSlope};
  }
};

struct Elu {
  template <typename Scalar>
  static Slope<Scalar> At(Scalar x) {
    const Scalar below = ExpMinusOne(x > 0 ? 0 : x);
    return {x > 0 ? x : below, x > 0 ? Scalar{1} : below + 1};
  }
};

// By the hyperbolic tangent: x (1 + t) / 2 with t = tanh(sqrt(2 / pi) (x + 0.044715 x^3)).
struct Gelu {
  template <typename Scalar>
  static Slope<Scalar> At(Scalar x) {
    constexpr auto kRoot = static_cast<Scalar>(0.79788456080286535588);
    constexpr auto kCube = static_cast<Scalar>(0.044715);
    const Scalar square = x * x;
    const Scalar t = Tanh(kRoot * x * MultiplyAdd(kCube, square, Scalar{1}));
    const Scalar inner = kRoot * MultiplyAdd(3 * kCube, square, Scalar{1});
    const Scalar half = static_cast<Scalar>(0.5) * (1 + t);
    return {x * half, MultiplyAdd(static_cast<Scalar>(0.5) * x * (1 - t * t), inner, half)};
  }
};

struct Silu {
  template <typename Scalar>
  static Slope<Scalar> At(Scalar x) {
    const Scalar s = 1 / (1 + Exp(-x));
    const Scalar value = x * s;
    return {value, MultiplyAdd(value, 1 - s, s)};
  }
};

struct HyperbolicTangent {
  template <typename Scalar>
  static Slope<Scalar> At(Scalar x) {
    const Scalar value = Tanh(x);
    return {value, 1 - value * value};
  }
};

struct Sigmoid {
  template <typename Scalar>
  static Slope<Scalar> At(Scalar x) {
    const Scalar value = 1 / (1 + Exp(-x));
    return {value, value * (1 - value)};
  }
};

// See Kernels::Activation.
template <typename Function, typename Scalar>
void Apply(Scalar* __restrict values, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) values[i] = Function::At(values[i]).value;
}

template <typename Function, typename Scalar>
void ApplyAndDerive(Scalar* __restrict values, Scalar* __restrict derivatives, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    const Slope<Scalar> slope = Function::At(values[i]);
    values[i] = slope.value;
    derivatives[i] = slope.derivative;
  }
}

template <typename Function, typename Scalar>
void ApplyAndDrop(Scalar* __restrict values, Scalar* __restrict derivatives, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    const Slope<Scalar> slope = Function::At(values[i]);
    values[i] = slope.value * derivatives[i];
    derivatives[i] *= slope.derivative;
  }
}

}  // namespace rung::mlp::RUNG_KERNELS
