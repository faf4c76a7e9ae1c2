#include "common/spec/check_parameter.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <vector>

#include "common/spec/parameter_values.h"

namespace rung {
namespace {

using Fault = std::optional<SpecFault>;

constexpr int kMostValues = 10'000;

template <typename Parameter>
bool IsRange(const Parameter& parameter) {
  return parameter.has_min() || parameter.has_max();
}

template <typename Parameter>
Fault CheckForm(const std::string& field, const Parameter& parameter) {
  const int forms =
      int{parameter.has_value()} + int{parameter.values_size() > 0} + int{IsRange(parameter)};
  if (forms == 0) return FaultOf(field, "is empty; give value, or values, or min and max");
  if (forms > 1) {
    return FaultOf(field, "has more than one of value, values, and min with max; keep one");
  }
  if (parameter.has_min() != parameter.has_max()) {
    return FaultOf(field, fmt::format("has {}; a range needs both min and max",
                                      parameter.has_min() ? "min but no max" : "max but no min"));
  }
  return std::nullopt;
}

template <typename Parameter>
Fault CheckScaleAndStep(const std::string& field, const Parameter& parameter) {
  if (!v1::Scale_IsValid(parameter.scale())) {
    return FaultOf(field + ".scale",
                   fmt::format("is {}; it must be UNIFORM or LOG", int{parameter.scale()}));
  }
  if (IsRange(parameter)) return std::nullopt;
  if (parameter.scale() != v1::SCALE_UNSPECIFIED) {
    return FaultOf(field + ".scale", "is given without a range; add min and max, or remove it");
  }
  if (parameter.has_step()) {
    return FaultOf(field + ".step", "is given without a range; add min and max, or remove it");
  }
  return std::nullopt;
}

template <typename Number>
Fault CheckNumber(const std::string& field, Number number, const NumberRule& rule) {
  const auto as_double = static_cast<double>(number);
  if (as_double >= rule.least && as_double <= rule.greatest) return std::nullopt;
  return FaultOf(field, fmt::format("is {}; it must be {}", number, rule.text));
}

template <typename Parameter>
Fault CheckNumbers(const std::string& field, const Parameter& parameter, const NumberRule& rule) {
  if (parameter.has_value()) return CheckNumber(field + ".value", parameter.value(), rule);
  for (int i = 0; i < parameter.values_size(); ++i) {
    const std::string element = fmt::format("{}.values[{}]", field, i);
    if (auto fault = CheckNumber(element, parameter.values(i), rule)) return fault;
  }
  if (!IsRange(parameter)) return std::nullopt;
  if (auto fault = CheckNumber(field + ".min", parameter.min(), rule)) return fault;
  return CheckNumber(field + ".max", parameter.max(), rule);
}

template <typename Parameter>
Fault CheckList(const std::string& field, const Parameter& parameter) {
  if (parameter.values_size() > kMostValues) {
    return FaultOf(field + ".values",
                   fmt::format("has {} numbers; at most 10,000 can be listed, a range with a step "
                               "holds more",
                               parameter.values_size()));
  }
  std::vector values(parameter.values().begin(), parameter.values().end());
  std::sort(values.begin(), values.end());
  const auto twice = std::adjacent_find(values.begin(), values.end());
  if (twice == values.end()) return std::nullopt;
  return FaultOf(field + ".values", fmt::format("holds {} twice; list each value once", *twice));
}

template <typename Parameter>
Fault CheckLogarithm(const std::string& field, const Parameter& range) {
  if (range.scale() != v1::LOG || range.min() > 0) return std::nullopt;
  return FaultOf(field + ".min",
                 fmt::format("is {} under scale LOG; a logarithm needs min above 0", range.min()));
}

template <typename Number>
Fault StepTooLarge(const std::string& field, Number step, Number min, Number max) {
  return FaultOf(field + ".step", fmt::format("is {}; from min {} to max {} there is no room for "
                                              "it, so lower it or remove it",
                                              step, min, max));
}

Fault CheckRange(const std::string& field, const v1::IntegerParameter& range) {
  if (range.max() < range.min()) {
    return FaultOf(field + ".max",
                   fmt::format("is {}, below min {}; a range needs max at least min", range.max(),
                               range.min()));
  }
  if (range.step() < 1) {
    return FaultOf(field + ".step", fmt::format("is {}; it must be at least 1", range.step()));
  }
  if (range.step() > 1 && range.step() > range.max() - range.min()) {
    return StepTooLarge(field, range.step(), range.min(), range.max());
  }
  return std::nullopt;
}

// Numbers have six significant digits; steps below 1e-5 of max would not all be told apart.
Fault CheckStep(const std::string& field, const v1::FloatParameter& range) {
  if (!range.has_step()) return std::nullopt;
  if (!(range.step() > 0)) {
    return FaultOf(field + ".step", fmt::format("is {}; it must be above 0", range.step()));
  }
  const double least = 1e-5 * range.max();
  if (range.step() < least) {
    return FaultOf(field + ".step",
                   fmt::format("is {}; numbers have six significant digits, so up to max {} a step "
                               "must be at least {:.6g}",
                               range.step(), range.max(), least));
  }
  const std::optional<std::int64_t> count = ValueCount(range);
  if (count && *count < 2) return StepTooLarge(field, range.step(), range.min(), range.max());
  return std::nullopt;
}

Fault CheckRange(const std::string& field, const v1::FloatParameter& range) {
  if (range.max() <= range.min()) {
    return FaultOf(field + ".max", fmt::format("is {}, not above min {}; a range needs max above "
                                               "min, a fixed number is written as value",
                                               range.max(), range.min()));
  }
  return CheckStep(field, range);
}

template <typename Parameter>
Fault Check(const std::string& field, const Parameter& parameter, const NumberRule& rule) {
  if (auto fault = CheckForm(field, parameter)) return fault;
  if (auto fault = CheckScaleAndStep(field, parameter)) return fault;
  if (IsRange(parameter)) {
    if (auto fault = CheckLogarithm(field, parameter)) return fault;
  }
  if (auto fault = CheckNumbers(field, parameter, rule)) return fault;
  if (auto fault = CheckList(field, parameter)) return fault;
  return IsRange(parameter) ? CheckRange(field, parameter) : std::nullopt;
}

}  // namespace

std::optional<SpecFault> CheckParameter(const std::string& field,
                                        const v1::IntegerParameter& parameter,
                                        const NumberRule& rule) {
  return Check(field, parameter, rule);
}

std::optional<SpecFault> CheckParameter(const std::string& field,
                                        const v1::FloatParameter& parameter,
                                        const NumberRule& rule) {
  return Check(field, parameter, rule);
}

}  // namespace rung
