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

// The place, among all positive numbers of six significant digits, of the one that is
// nearest to `number`.
std::int64_t SixDigitIndex(double number) {
  constexpr std::int64_t kPerPowerOfTen = 900'000;
  const std::string text = fmt::format("{:.5e}", number);  // such as 1.23456e-03
  const std::string digits = text.substr(0, 1) + text.substr(2, 5);
  return std::stoll(text.substr(8)) * kPerPowerOfTen + std::stoll(digits);
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

std::optional<std::int64_t> DistinctValueCount(const v1::FloatParameter& parameter) {
  const std::optional<std::int64_t> count = ValueCount(parameter);
  if (count || parameter.min() <= 0) return count;
  const std::int64_t rounded = SixDigitIndex(parameter.max()) - SixDigitIndex(parameter.min()) + 1;
  constexpr std::int64_t kMostCounted = 1'000'000;
  return rounded <= kMostCounted ? std::optional(rounded) : std::nullopt;
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
