#pragma once

#include "worker/mlp/kernels/instruction_sets.h"

namespace rung::mlp {

// This machine's, with fused arithmetic.
inline const Kernels<float>& FastestKernels() { return *InstructionSets().front().fused; }

}  // namespace rung::mlp
