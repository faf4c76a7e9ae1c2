#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/data/table.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

inline constexpr int kMaxClasses = 1'000;

// What is to be predicted, row by row.
struct Label {
  std::string name;
  v1::Objective objective = v1::OBJECTIVE_UNSPECIFIED;
  std::vector<std::string> class_names;  // classification; sorted, numbers as numbers
  std::vector<std::int32_t> classes;     // classification; 0 … class_names.size() - 1
  std::vector<float> targets;            // regression, in the label's own unit

  std::int64_t row_count() const {
    return static_cast<std::int64_t>(classes.size() + targets.size());
  }
  // Outputs of a network: classes, or 1.
  int outputs() const { return class_names.empty() ? 1 : static_cast<int>(class_names.size()); }
};

// CLASSIFICATION if the column holds text or at most 20 distinct whole numbers,
// otherwise REGRESSION. OBJECTIVE_UNSPECIFIED where there is no such column.
v1::Objective GuessObjective(const Table& table, std::string_view label);

// The name of a number that is a class: as short as it reads back ("3", "0.5").
std::string ClassNameOf(float number);

// Takes the label out of a table. `objective` is not OBJECTIVE_UNSPECIFIED.
// Errors: INVALID_ARGUMENT (no such column, a missing label, one class only or more
// than kMaxClasses, text under regression, whole numbers as classes that 32-bit
// floats cannot tell apart).
absl::StatusOr<Label> TakeLabel(const Table& table, std::string_view label,
                                v1::Objective objective);

}  // namespace rung
