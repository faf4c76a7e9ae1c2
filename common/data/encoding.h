#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rung/v1/search_spec.pb.h"

namespace rung {

inline constexpr std::int64_t kMaxInputs = 1'000'000;

// In standard deviations. Of a normal column, 1 value in 16,000 is beyond.
inline constexpr double kMaxDeviation = 4;

// How a column becomes inputs of a network.
//
// A numeric one is (value - mean) / scale, at most kMaxDeviation to either side, or 0
// where it is missing, then, if has_missing_input, 1 where it is missing and 0 where it is not.
// A categorical one is 1 at its category's place and 0 at all others; all are 0
// where it is missing or its category was not among the training rows.
struct ColumnEncoding {
  std::string name;
  bool is_numeric = false;
  double mean = 0;                      // numeric
  double scale = 1;                     // numeric; above 0
  bool has_missing_input = false;       // numeric
  std::vector<std::string> categories;  // categorical; sorted bytewise, at least 1

  std::int64_t input_count() const;
  friend bool operator==(const ColumnEncoding&, const ColumnEncoding&) = default;
};

// All that is needed to turn rows of the original file into inputs, and outputs
// into predictions. Inputs are in the order of `columns`.
struct Encoding {
  std::vector<ColumnEncoding> columns;
  std::string label;
  v1::Objective objective = v1::OBJECTIVE_UNSPECIFIED;
  std::vector<std::string> class_names;  // classification; by output
  double target_mean = 0;                // regression: prediction = output * scale + mean
  double target_scale = 1;

  std::int64_t input_count() const;
  friend bool operator==(const Encoding&, const Encoding&) = default;
};

}  // namespace rung
