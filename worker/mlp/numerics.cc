#include "worker/mlp/numerics.h"

#include <fmt/format.h>

namespace rung::mlp {
namespace {

// Raised with every change that gives other bits.
constexpr int kTrainerVersion = 3;

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

}  // namespace

std::string Numerics(const InstructionSet& instruction_set) {
  return fmt::format("rung-trainer-{} {} {} {}", kTrainerVersion, Architecture(), Compiler(),
                     instruction_set.name);
}

const Kernels<float>& KernelsFor(const InstructionSet& instruction_set, v1::Arithmetic arithmetic) {
  return arithmetic == v1::SEPARATE ? *instruction_set.separate : *instruction_set.fused;
}

}  // namespace rung::mlp
