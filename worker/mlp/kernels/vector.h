#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#if defined(__FMA__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// The instruction set and arithmetic that a source of this folder is compiled for.
// Everything lives in a namespace of that name, so that no linker can take the code
// for one processor to be that for another.
#ifndef RUNG_KERNELS
#define RUNG_KERNELS portable
#endif

// Whether a * b + c is rounded once, as FMA instructions do, or twice.
#ifndef RUNG_FUSED
#define RUNG_FUSED 0
#endif

namespace rung::mlp::RUNG_KERNELS {

#if defined(__AVX512F__)
inline constexpr std::size_t kVectorBytes = 64;
inline constexpr std::size_t kVectorRegisters = 32;
#elif defined(__AVX2__)
inline constexpr std::size_t kVectorBytes = 32;
inline constexpr std::size_t kVectorRegisters = 16;
#elif defined(__aarch64__)
inline constexpr std::size_t kVectorBytes = 16;
inline constexpr std::size_t kVectorRegisters = 32;
#else
inline constexpr std::size_t kVectorBytes = 16;
inline constexpr std::size_t kVectorRegisters = 16;
#endif

template <typename Scalar>
struct VectorOf {
  typedef Scalar Type __attribute__((vector_size(kVectorBytes), may_alias));
};
template <typename Scalar>
using Vector = typename VectorOf<Scalar>::Type;

// Whole numbers as wide as Scalar, and as many of them as in a Vector<Scalar>.
template <typename Scalar>
using Whole = std::conditional_t<sizeof(Scalar) == 4, std::int32_t, std::int64_t>;
template <typename Scalar>
using WholeVector = typename VectorOf<Whole<Scalar>>::Type;

template <typename Scalar>
inline constexpr std::size_t kLanes = kVectorBytes / sizeof(Scalar);

// memory is aligned to a vector.
template <typename Scalar>
inline Vector<Scalar> Load(const Scalar* memory) {
  return *reinterpret_cast<const Vector<Scalar>*>(memory);
}
template <typename Scalar>
inline void Store(Scalar* memory, Vector<Scalar> vector) {
  *reinterpret_cast<Vector<Scalar>*>(memory) = vector;
}

// memory is anywhere.
template <typename Scalar>
inline Vector<Scalar> LoadUnaligned(const Scalar* memory) {
  Vector<Scalar> vector;
  __builtin_memcpy(&vector, memory, sizeof(vector));
  return vector;
}

template <typename Scalar>
inline Vector<Scalar> Broadcast(Scalar number) {
  return number - Vector<Scalar>{};  // taking 0 away changes no number
}

#if RUNG_FUSED && !defined(__FMA__) && !defined(__aarch64__)
// By double precision, for processors that cannot: the product is exact in it, the sum
// is rounded to odd, which loses nothing when it is rounded again (Boldo and
// Melquiond 2008, "Emulation of FMA and correctly rounded sums").
inline float MultiplyAdd(float a, float b, float c) {
  const double product = static_cast<double>(a) * static_cast<double>(b);
  const double sum = product + static_cast<double>(c);
  const double share = sum - product;
  const double error = (product - (sum - share)) + (static_cast<double>(c) - share);
  const auto bits = std::bit_cast<std::int64_t>(sum);
  const std::int64_t outwards = (error > 0) == (sum > 0) ? 1 : -1;
  const bool is_even_and_inexact = (bits & 1) == 0 && (error > 0 || error < 0);
  return static_cast<float>(std::bit_cast<double>(is_even_and_inexact ? bits + outwards : bits));
}

// The same for two lanes.
typedef float FloatPair __attribute__((vector_size(8)));
inline FloatPair MultiplyAddPairs(FloatPair a, FloatPair b, FloatPair c) {
  typedef double Doubles __attribute__((vector_size(16)));
  typedef std::int64_t Bits __attribute__((vector_size(16)));
  const Doubles product = __builtin_convertvector(a, Doubles) * __builtin_convertvector(b, Doubles);
  const Doubles added = __builtin_convertvector(c, Doubles);
  const Doubles sum = product + added;
  const Doubles share = sum - product;
  const Doubles error = (product - (sum - share)) + (added - share);
  auto bits = std::bit_cast<Bits>(sum);
  const Bits outwards = ((error > 0) ^ (sum > 0)) | 1;
  const Bits is_even_and_inexact = ((bits & 1) == 0) & ((error > 0) | (error < 0));
  bits += is_even_and_inexact & outwards;
  return __builtin_convertvector(std::bit_cast<Doubles>(bits), FloatPair);
}
#else
inline float MultiplyAdd(float a, float b, float c) {
  return RUNG_FUSED ? __builtin_fmaf(a, b, c) : a * b + c;
}
#endif
inline double MultiplyAdd(double a, double b, double c) {
  return RUNG_FUSED ? __builtin_fma(a, b, c) : a * b + c;
}

// The same, lane by lane.
template <typename Scalar>
inline Vector<Scalar> MultiplyAddLanes(Vector<Scalar> a, Vector<Scalar> b, Vector<Scalar> c) {
#if !RUNG_FUSED
  return a * b + c;
#elif defined(__AVX512F__)
  if constexpr (sizeof(Scalar) == 4) {
    return _mm512_fmadd_ps(a, b, c);
  } else {
    return _mm512_fmadd_pd(a, b, c);
  }
#elif defined(__FMA__)
  if constexpr (sizeof(Scalar) == 4) {
    return _mm256_fmadd_ps(a, b, c);
  } else {
    return _mm256_fmadd_pd(a, b, c);
  }
#elif defined(__aarch64__)
  if constexpr (sizeof(Scalar) == 4) {
    return vfmaq_f32(c, a, b);
  } else {
    return vfmaq_f64(c, a, b);
  }
#else
  if constexpr (sizeof(Scalar) == 4) {
    const FloatPair low =
        MultiplyAddPairs(__builtin_shufflevector(a, a, 0, 1), __builtin_shufflevector(b, b, 0, 1),
                         __builtin_shufflevector(c, c, 0, 1));
    const FloatPair high =
        MultiplyAddPairs(__builtin_shufflevector(a, a, 2, 3), __builtin_shufflevector(b, b, 2, 3),
                         __builtin_shufflevector(c, c, 2, 3));
    return __builtin_shufflevector(low, high, 0, 1, 2, 3);
  } else {
    for (std::size_t l = 0; l < kLanes<Scalar>; ++l) c[l] = MultiplyAdd(a[l], b[l], c[l]);
    return c;
  }
#endif
}

}  // namespace rung::mlp::RUNG_KERNELS
