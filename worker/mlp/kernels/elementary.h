#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "worker/mlp/kernels/vector.h"

// Elementary functions of our own: additions, multiplications and divisions alone,
// without a branch, so that a compiler turns loops over them into vector code and
// every CPU and every position in an array gives the same bits. (A C library picks its
// variant by CPU.) Not a number goes in and out unchanged.
namespace rung::mlp::RUNG_KERNELS {

// How a floating-point type is laid out, and what range reduction and series need.
template <typename Scalar>
struct Layout;

template <>
struct Layout<float> {
  using Bits = std::uint32_t;
  using SignedBits = std::int32_t;
  static constexpr int kMantissaBits = 23;
  static constexpr Bits kExponentBias = 127;
  static constexpr Bits kThreeQuarters = 0x3f400000;
  static constexpr float kRoundToWhole = 0x1.8p23F;  // adding and subtracting it rounds
  static constexpr float kLn2High = 0x1.63p-1F;      // few bits: n times it is exact
  static constexpr float kLn2Low = -2.12194440e-4F;
  static constexpr float kExpLimit = 87.0F;    // beyond it exp is held at its value there
  static constexpr float kTanhLimit = 10.0F;   // beyond it tanh is 1
  static constexpr std::size_t kExpTerms = 7;  // of the Taylor series, for |r| <= ln(2) / 2
  static constexpr std::size_t kLogTerms = 5;  // of artanh's, for |z| <= 1 / 5
};

template <>
struct Layout<double> {
  using Bits = std::uint64_t;
  using SignedBits = std::int64_t;
  static constexpr int kMantissaBits = 52;
  static constexpr Bits kExponentBias = 1023;
  static constexpr Bits kThreeQuarters = 0x3fe8000000000000;
  static constexpr double kRoundToWhole = 0x1.8p52;
  static constexpr double kLn2High = 0x1.62e42feep-1;
  static constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  static constexpr double kExpLimit = 708.0;
  static constexpr double kTanhLimit = 20.0;
  static constexpr std::size_t kExpTerms = 14;
  static constexpr std::size_t kLogTerms = 11;
};

// 1 / k! for k from 1.
template <typename Scalar>
inline constexpr auto kInverseFactorials = [] {
  std::array<Scalar, Layout<Scalar>::kExpTerms> inverse{};
  double factorial = 1;
  for (std::size_t k = 0; k < inverse.size(); ++k) {
    factorial *= static_cast<double>(k + 1);
    inverse[k] = static_cast<Scalar>(1 / factorial);
  }
  return inverse;
}();

// (exp(r) - 1) / r from the series' term kTerm on. A recursion and no loop, so that
// compilers see nothing but a chain.
template <typename Scalar, std::size_t kTerm = 0>
inline Scalar ExpSeries(Scalar r) {
  constexpr Scalar kFactor = kInverseFactorials<Scalar>[kTerm];
  if constexpr (kTerm + 1 == Layout<Scalar>::kExpTerms) {
    return kFactor;
  } else {
    return MultiplyAdd(ExpSeries<Scalar, kTerm + 1>(r), r, kFactor);
  }
}

// (artanh(z) / z - 1) / z^2 of z^2, likewise.
template <typename Scalar, std::size_t kTerm = 1>
inline Scalar ArtanhSeries(Scalar square) {
  constexpr Scalar kFactor = 1 / static_cast<Scalar>(2 * kTerm + 1);
  if constexpr (kTerm == Layout<Scalar>::kLogTerms) {
    return kFactor;
  } else {
    return MultiplyAdd(ArtanhSeries<Scalar, kTerm + 1>(square), square, kFactor);
  }
}

// exp(x) = power * (1 + rest), power a power of two.
template <typename Scalar>
struct ReducedExp {
  Scalar power;
  Scalar rest;
};

// |x| is at most kExpLimit.
template <typename Scalar>
inline ReducedExp<Scalar> ReduceExp(Scalar x) {
  using L = Layout<Scalar>;
  using Bits = typename L::Bits;
  constexpr auto kLog2E = static_cast<Scalar>(0x1.71547652b82fep0);
  const Scalar shifted = MultiplyAdd(x, kLog2E, L::kRoundToWhole);
  const Scalar whole = shifted - L::kRoundToWhole;
  const Bits exponent = static_cast<Bits>(std::bit_cast<Bits>(shifted) -
                                          std::bit_cast<Bits>(L::kRoundToWhole) + L::kExponentBias);
  const Scalar r = MultiplyAdd(-whole, L::kLn2Low, MultiplyAdd(-whole, L::kLn2High, x));
  return {std::bit_cast<Scalar>(static_cast<Bits>(exponent << L::kMantissaBits)), ExpSeries(r) * r};
}

// x, but at most `limit` to either side of 0.
template <typename Scalar>
inline Scalar Held(Scalar x, Scalar limit) {
  const Scalar low = x < -limit ? -limit : x;
  return low > limit ? limit : low;
}

// e to the power of x. Relative error below 2e-7 (float), 1e-15 (double) for |x|
// up to 87 (float), 708 (double); beyond that the value there.
template <typename Scalar>
inline Scalar Exp(Scalar x) {
  const auto [power, rest] = ReduceExp(Held(x, Layout<Scalar>::kExpLimit));
  return MultiplyAdd(power, rest, power);
}

// exp(x) - 1 without losing digits near 0; errors and limits as Exp.
template <typename Scalar>
inline Scalar ExpMinusOne(Scalar x) {
  const auto [power, rest] = ReduceExp(Held(x, Layout<Scalar>::kExpLimit));
  return MultiplyAdd(power, rest, power - 1);
}

// The hyperbolic tangent, as m / (m + 2) with m = exp(2 |x|) - 1. Relative error below
// 4e-7 (float), 1e-15 (double).
template <typename Scalar>
inline Scalar Tanh(Scalar x) {
  constexpr Scalar kLimit = Layout<Scalar>::kTanhLimit;
  const Scalar size = x < 0 ? -x : x;
  const auto [power, rest] = ReduceExp(2 * (size > kLimit ? kLimit : size));
  const Scalar m = MultiplyAdd(power, rest, power - 1);
  const Scalar tanh = m / (m + 2);
  return x < 0 ? -tanh : tanh;
}

// log(1 + x) for x >= 0, without losing digits near 0. Error below 3e-7 (float), 2e-15
// (double), relative to the greater of the result and x where x < 1. Not finite for
// what is not.
template <typename Scalar>
inline Scalar LogOnePlus(Scalar x) {
  // 1 + x = 2^exponent * (1 + f) with 1 + f in [0.75, 1.5); log(1 + f) = 2 artanh(f / (2 + f)).
  using L = Layout<Scalar>;
  using Bits = typename L::Bits;
  using SignedBits = typename L::SignedBits;
  constexpr Bits kMantissa = (Bits{1} << L::kMantissaBits) - 1;
  const Bits above = std::bit_cast<Bits>(1 + x) - L::kThreeQuarters;
  const bool is_small = x < static_cast<Scalar>(0.5);
  const auto exponent = static_cast<Scalar>(static_cast<SignedBits>(above) >> L::kMantissaBits);
  const Scalar f =
      is_small ? x : std::bit_cast<Scalar>((above & kMantissa) + L::kThreeQuarters) - 1;
  const Scalar z = f / (2 + f);
  const Scalar square = z * z;
  const Scalar log = MultiplyAdd(2 * z * square, ArtanhSeries(square), 2 * z);
  constexpr auto kLn2 = static_cast<Scalar>(0x1.62e42fefa39efp-1);
  return MultiplyAdd(is_small ? 0 : exponent, kLn2, log) + (x - x);
}

}  // namespace rung::mlp::RUNG_KERNELS
