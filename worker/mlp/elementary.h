#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace rung::mlp {

// Elementary functions of our own: additions, multiplications and divisions
// alone, without a branch, so that a compiler turns loops over them into vector
// code and every CPU and every position in an array gives the same bits. (A C
// library picks its variant by CPU.) Not a number goes in and out unchanged.

namespace elementary {

// How a floating-point type is laid out, and what the range reduction needs.
template <typename Scalar>
struct Layout;

template <>
struct Layout<float> {
  using Bits = std::uint32_t;
  static constexpr int kMantissaBits = 23;
  static constexpr Bits kExponentBias = 127;
  static constexpr float kRoundToWhole = 0x1.8p23F;  // adding and subtracting it rounds
  static constexpr float kLn2High = 0x1.63p-1F;      // few bits: n times it is exact
  static constexpr float kLn2Low = -2.12194440e-4F;
  static constexpr float kExpLimit = 87.0F;   // beyond it exp is held at its value there
  static constexpr float kTanhLimit = 10.0F;  // beyond it tanh is 1
  static constexpr std::size_t kTerms = 7;    // of the Taylor series, for |r| <= ln(2) / 2
};

template <>
struct Layout<double> {
  using Bits = std::uint64_t;
  static constexpr int kMantissaBits = 52;
  static constexpr Bits kExponentBias = 1023;
  static constexpr double kRoundToWhole = 0x1.8p52;
  static constexpr double kLn2High = 0x1.62e42feep-1;
  static constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  static constexpr double kExpLimit = 708.0;
  static constexpr double kTanhLimit = 20.0;
  static constexpr std::size_t kTerms = 14;
};

// 1 / k! for k from 1.
template <typename Scalar>
inline constexpr auto kInverseFactorials = [] {
  std::array<Scalar, Layout<Scalar>::kTerms> inverse{};
  double factorial = 1;
  for (std::size_t k = 0; k < inverse.size(); ++k) {
    factorial *= static_cast<double>(k + 1);
    inverse[k] = static_cast<Scalar>(1 / factorial);
  }
  return inverse;
}();

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
  const Scalar shifted = x * kLog2E + L::kRoundToWhole;
  const Scalar whole = shifted - L::kRoundToWhole;
  const Bits exponent = static_cast<Bits>(std::bit_cast<Bits>(shifted) -
                                          std::bit_cast<Bits>(L::kRoundToWhole) + L::kExponentBias);
  const Scalar r = (x - whole * L::kLn2High) - whole * L::kLn2Low;
  constexpr auto& kInverse = kInverseFactorials<Scalar>;
  Scalar series = kInverse.back();
  for (std::size_t k = kInverse.size() - 1; k-- > 0;) series = series * r + kInverse[k];
  return {std::bit_cast<Scalar>(static_cast<Bits>(exponent << L::kMantissaBits)), series * r};
}

}  // namespace elementary

// e to the power of x. Relative error below 2e-7 (float), 1e-15 (double) for |x|
// up to 87 (float), 708 (double); beyond that the value there.
template <typename Scalar>
inline Scalar Exp(Scalar x) {
  constexpr Scalar kLimit = elementary::Layout<Scalar>::kExpLimit;
  const Scalar low = x < -kLimit ? -kLimit : x;
  const auto [power, rest] = elementary::ReduceExp(low > kLimit ? kLimit : low);
  return power + power * rest;
}

// The hyperbolic tangent, as m / (m + 2) with m = exp(2 |x|) - 1, which loses no
// digits near 0. Relative error below 4e-7 (float), 1e-15 (double).
template <typename Scalar>
inline Scalar Tanh(Scalar x) {
  constexpr Scalar kLimit = elementary::Layout<Scalar>::kTanhLimit;
  const Scalar size = std::abs(x);
  const auto [power, rest] = elementary::ReduceExp(2 * (size > kLimit ? kLimit : size));
  const Scalar m = power * rest + (power - 1);
  return std::copysign(m / (m + 2), x);
}

// The natural logarithm of a finite x of at least 2^-1022. Error below 1e-15,
// absolute or relative.
inline double Log(double x) {
  // x = 2^exponent * m with m in [0.75, 1.5), log(m) = 2 artanh((m - 1) / (m + 1)).
  constexpr std::uint64_t kThreeQuarters = 0x3fe8000000000000;
  const std::uint64_t above = std::bit_cast<std::uint64_t>(x) - kThreeQuarters;
  const auto exponent = static_cast<std::int64_t>(above) >> 52;
  const double m = std::bit_cast<double>((above & 0x000fffffffffffff) + kThreeQuarters);
  const double s = (m - 1) / (m + 1);
  const double square = s * s;
  double series = 0;
  for (int k = 23; k > 1; k -= 2) series = (series + 1.0 / k) * square;
  constexpr double kLn2 = 0x1.62e42fefa39efp-1;
  return static_cast<double>(exponent) * kLn2 + 2 * (s + s * series) + (x - x);
}

}  // namespace rung::mlp
