#pragma once

#include <cstdint>
#include <optional>

#include "rung/v1/search_spec.pb.h"

// The values that a parameter of a checked spec can take, numbered from 0: those
// of a list in its order, those of a range from min on.
namespace rung {

std::int64_t ValueCount(const v1::IntegerParameter& parameter);
std::int64_t ValueAt(const v1::IntegerParameter& parameter, std::int64_t index);

// nullopt for a range without a step: its values are not numbered.
std::optional<std::int64_t> ValueCount(const v1::FloatParameter& parameter);
double ValueAt(const v1::FloatParameter& parameter, std::int64_t index);

// How many different values a parameter gives; of a range without a step, how many
// numbers of six significant digits it holds. nullopt for over a million of those.
std::optional<std::int64_t> DistinctValueCount(const v1::FloatParameter& parameter);

// The number rounded to six significant digits, then clamped to the parameter's
// min and max.
double SixDigitsWithin(const v1::FloatParameter& range, double number);

// The least and the greatest value.
std::int64_t LeastValue(const v1::IntegerParameter& parameter);
std::int64_t GreatestValue(const v1::IntegerParameter& parameter);

}  // namespace rung
