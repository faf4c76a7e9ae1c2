#pragma once

#include <string>

#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/kernels/instruction_sets.h"

namespace rung::mlp {

// What the bits of a result depend on besides the task, the trainer's version, and what
// they do not depend on but its speed does: architecture, compiler and instruction
// set; such as "rung-trainer-3 x86_64 gcc-12.2 x86-64-v4".
std::string Numerics(const InstructionSet& instruction_set);

// The kernels that compute as a search asks.
const Kernels<float>& KernelsFor(const InstructionSet& instruction_set, v1::Arithmetic arithmetic);

}  // namespace rung::mlp
