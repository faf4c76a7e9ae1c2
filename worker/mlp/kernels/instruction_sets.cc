#include "worker/mlp/kernels/instruction_sets.h"

#include <vector>

// The tables that kernels.cc fills, once for each name.
#define RUNG_DECLARE(name)              \
  namespace rung::mlp::name {           \
  extern const Kernels<float> kKernels; \
  }

#if defined(__x86_64__)
RUNG_DECLARE(x86_64_v2_fused)
RUNG_DECLARE(x86_64_v2_separate)
RUNG_DECLARE(x86_64_v3_fused)
RUNG_DECLARE(x86_64_v3_separate)
RUNG_DECLARE(x86_64_v4_fused)
RUNG_DECLARE(x86_64_v4_separate)
#else
RUNG_DECLARE(baseline_fused)
RUNG_DECLARE(baseline_separate)
#endif

namespace rung::mlp {
namespace {

std::vector<InstructionSet> Find() {
  std::vector<InstructionSet> found;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4")) {
    found.push_back({"x86-64-v4", &x86_64_v4_fused::kKernels, &x86_64_v4_separate::kKernels});
  }
  if (__builtin_cpu_supports("x86-64-v3")) {
    found.push_back({"x86-64-v3", &x86_64_v3_fused::kKernels, &x86_64_v3_separate::kKernels});
  }
  if (__builtin_cpu_supports("x86-64-v2")) {
    found.push_back({"x86-64-v2", &x86_64_v2_fused::kKernels, &x86_64_v2_separate::kKernels});
  }
#elif defined(__aarch64__)
  found.push_back({"armv8-a", &baseline_fused::kKernels, &baseline_separate::kKernels});
#else
  found.push_back({"baseline", &baseline_fused::kKernels, &baseline_separate::kKernels});
#endif
  return found;
}

}  // namespace

std::span<const InstructionSet> InstructionSets() {
  static const std::vector<InstructionSet> sets = Find();
  return sets;
}

}  // namespace rung::mlp
