#include "worker/mlp/numerics.h"

#include <fmt/format.h>

#include <Eigen/Core>

namespace rung::mlp {
namespace {

// Raised with every change that gives other bits.
constexpr int kTrainerVersion = 1;

constexpr const char* Architecture() {
#if defined(__x86_64__)
  return "x86_64";
#elif defined(__aarch64__)
  return "aarch64";
#else
  return "unknown";
#endif
}

std::string Compiler() {
#if defined(__clang__)
  return fmt::format("clang-{}.{}", __clang_major__, __clang_minor__);
#else
  return fmt::format("gcc-{}.{}", __GNUC__, __GNUC_MINOR__);
#endif
}

constexpr const char* InstructionSet() {
#if defined(__AVX512F__)
  return "x86-64-v4";
#elif defined(__AVX2__)
  return "x86-64-v3";
#elif defined(__SSE4_2__)
  return "x86-64-v2";
#elif defined(__x86_64__)
  return "x86-64";
#elif defined(__aarch64__)
  return "armv8-a";
#else
  return "unknown";
#endif
}

}  // namespace

std::string Numerics() {
  return fmt::format("rung-trainer-{} {} {} {}", kTrainerVersion, Architecture(), Compiler(),
                     InstructionSet());
}

void PinNumerics() {
  // A static of a function is made once, even by many threads.
  static const bool is_pinned = [] {
    Eigen::setNbThreads(1);
    Eigen::setCpuCacheSizes(/*l1=*/32 << 10, /*l2=*/512 << 10, /*l3=*/4 << 20);
    return true;
  }();
  static_cast<void>(is_pinned);
}

}  // namespace rung::mlp
