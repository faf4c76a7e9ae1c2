#pragma once

#include <span>
#include <string_view>

#include "worker/mlp/kernels/kernels.h"

namespace rung::mlp {

// An instruction set that the kernels are compiled for. Its kernels give the same bits
// as those of every other for the same arithmetic; see kernels.h.
struct InstructionSet {
  std::string_view name;  // "x86-64-v4", "x86-64-v3", "x86-64-v2" or "armv8-a"
  const Kernels<float>* fused;
  const Kernels<float>* separate;
};

// Those that this machine has, the fastest first; at least one, but on processors of
// x86 from before 2009, which have none.
std::span<const InstructionSet> InstructionSets();

}  // namespace rung::mlp
