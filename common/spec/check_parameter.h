#pragma once

#include <optional>
#include <string>

#include "common/spec/spec_fault.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// The numbers that a parameter may take anywhere.
struct NumberRule {
  double least;
  double greatest;
  const char* text;  // continues "must be": `from 1 to 65,536`
};

// The first fault of a parameter that was given, defaults filled in: its form (value,
// values, or min and max), its numbers, its scale and step. `field` is its path.
std::optional<SpecFault> CheckParameter(const std::string& field,
                                        const v1::IntegerParameter& parameter,
                                        const NumberRule& rule);
std::optional<SpecFault> CheckParameter(const std::string& field,
                                        const v1::FloatParameter& parameter,
                                        const NumberRule& rule);

}  // namespace rung
