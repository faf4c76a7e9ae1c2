#pragma once

#include <string>

#include "rung/v1/worker.pb.h"

namespace rung {

// The instruction-set level of a worker, the last word of its numerics: `x86-64-v3`.
inline std::string InstructionLevel(const v1::Worker& worker) {
  return worker.numerics().substr(worker.numerics().rfind(' ') + 1);
}

}  // namespace rung
