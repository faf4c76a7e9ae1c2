#include "common/spec/parameter_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace rung {
namespace {

std::int64_t StepOf(const v1::IntegerParameter& range) {
  return range.has_step() ? range.step() : 1;
}

}  // namespace

std::int64_t ValueCount(const v1::IntegerParameter& parameter) {
  if (parameter.has_value()) return 1;
  if (parameter.values_size() > 0) return parameter.values_size();
  return (parameter.max() - parameter.min()) / StepOf(parameter) + 1;
}

std::int64_t ValueAt(const v1::IntegerParameter& parameter, std::int64_t index) {
  if (parameter.has_value()) return parameter.value();
  if (parameter.values_size() > 0) return parameter.values(static_cast<int>(index));
  return parameter.min() + index * StepOf(parameter);
}

std::optional<std::int64_t> ValueCount(const v1::FloatParameter& parameter) {
  if (parameter.has_value()) return 1;
  if (parameter.values_size() > 0) return parameter.values_size();
  if (!parameter.has_step()) return std::nullopt;
  // 0.3 / 0.1 is just below 3 in doubles.
  constexpr double kTolerance = 1e-6;
  const double steps = (parameter.max() - parameter.min()) / parameter.step() + kTolerance;
  return static_cast<std::int64_t>(steps) + 1;
}

double ValueAt(const v1::FloatParameter& parameter, std::int64_t index) {
  if (parameter.has_value()) return parameter.value();
  if (parameter.values_size() > 0) return parameter.values(static_cast<int>(index));
  return SixDigitsWithin(parameter,
                         parameter.min() + static_cast<double>(index) * parameter.step());
}

double SixDigitsWithin(const v1::FloatParameter& range, double number) {
  const std::string text = fmt::format("{:.6g}", number);
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::clamp(number, range.min(), range.max());
}

std::int64_t LeastValue(const v1::IntegerParameter& parameter) {
  const auto& values = parameter.values();
  return values.empty() ? ValueAt(parameter, 0) : *std::min_element(values.begin(), values.end());
}

std::int64_t GreatestValue(const v1::IntegerParameter& parameter) {
  const auto& values = parameter.values();
  return values.empty() ? ValueAt(parameter, ValueCount(parameter) - 1)
                        : *std::max_element(values.begin(), values.end());
}

}  // namespace rung
