#pragma once

#include <cstdint>

#include "common/counter_random.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// A value of the parameter, from the random number at `index`. A list: each value
// equally likely. A range under UNIFORM: each whole number, or each step,
// equally likely; without a step, even over the range. Under LOG: even over the
// logarithms (of min - 1/2 to max + 1/2 for whole numbers), then rounded to the
// nearest step. Floats of a range have six significant digits.
std::int64_t Sample(const v1::IntegerParameter& parameter, const CounterRandom& random,
                    std::uint32_t index);
double Sample(const v1::FloatParameter& parameter, const CounterRandom& random,
              std::uint32_t index);

// Draw number `draw` of a trial, from the stream (seed, trial, draw). Each parameter
// has a random number of its own, so that a change to one changes no
// other. The spec is complete and checked. The draw may be over the caps.
v1::Configuration DrawConfiguration(const v1::SearchSpec& spec, std::int64_t trial,
                                    std::uint32_t draw);

}  // namespace rung
