#pragma once

#include <string>

namespace rung::mlp {

// What the bits of a result depend on besides the task: trainer version,
// architecture, compiler, instruction-set level; such as
// "rung-trainer-1 x86_64 gcc-12.2 x86-64".
std::string Numerics();

// Fixes what Eigen would take from the CPU it runs on: its cache sizes, by which
// products are blocked, and one thread. May be called often, from any thread;
// creating a Trainer calls it too.
void PinNumerics();

}  // namespace rung::mlp
