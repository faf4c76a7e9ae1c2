#include "common/data/label.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "common/data/near_names.h"
#include "common/data/text.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kMaxGuessedClasses = 20;
constexpr float kMaxExactWhole = 16'777'216;  // 2^24; above it floats skip whole numbers

absl::Status LabelError(const Column& column, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("label {}: {}", Quoted(column.name), what));
}

// The distinct numbers, missing ones left out; nullopt where there are more than `limit`.
std::optional<std::set<float>> DistinctNumbers(const Column& column, std::size_t limit) {
  std::set<float> distinct;
  for (const float number : column.numbers) {
    if (!std::isnan(number)) distinct.insert(number);
    if (distinct.size() > limit) return std::nullopt;
  }
  return distinct;
}

absl::StatusOr<const Column*> FindLabel(const Table& table, std::string_view label) {
  const Column* column = table.FindColumn(label);
  if (column != nullptr) return column;
  std::vector<std::string> names;
  for (const Column& other : table.columns) names.push_back(other.name);
  return absl::InvalidArgumentError(fmt::format("there is no column {} to be the label; {}",
                                                Quoted(label), DescribeNames(label, names)));
}

absl::Status CheckNoneMissing(const Column& column) {
  const bool has_missing = column.is_numeric
                               ? std::any_of(column.numbers.begin(), column.numbers.end(),
                                             [](float number) { return std::isnan(number); })
                               : std::any_of(column.codes.begin(), column.codes.end(),
                                             [](std::int32_t code) { return code < 0; });
  if (!has_missing) return absl::OkStatus();
  return LabelError(column, "a row has no value; fill it or drop the row");
}

absl::Status CheckClassCount(const Column& column, const std::vector<std::string>& names) {
  if (names.size() == 1) {
    return LabelError(column, fmt::format("every row is of one class only, {}; classification "
                                          "needs at least 2 classes",
                                          Quoted(names[0])));
  }
  if (names.size() <= kMaxClasses) return absl::OkStatus();
  return LabelError(column, fmt::format("it has {} classes, more than {}; choose another label",
                                        names.size(), kMaxClasses));
}

absl::Status TakeNumbersAsClasses(const Column& column, Label& label) {
  const auto distinct = DistinctNumbers(column, kMaxClasses);
  if (!distinct) {
    return LabelError(column, fmt::format("it has more than {} classes; if it is a quantity, set "
                                          "objective: REGRESSION",
                                          kMaxClasses));
  }
  for (const float number : *distinct) {
    if (std::abs(number) > kMaxExactWhole) {
      return LabelError(column,
                        fmt::format("{} is beyond 16777216, where 32-bit floats cannot tell "
                                    "classes apart; list the column under `categorical`",
                                    number));
    }
    label.class_names.push_back(ClassNameOf(number));
  }
  for (const float number : column.numbers) {
    const auto place = std::distance(distinct->begin(), distinct->find(number));
    label.classes.push_back(static_cast<std::int32_t>(place));
  }
  return absl::OkStatus();
}

absl::Status TakeClasses(const Column& column, Label& label) {
  if (column.is_numeric) {
    RETURN_IF_ERROR(TakeNumbersAsClasses(column, label));
  } else {
    label.class_names = column.categories;
    label.classes = column.codes;
  }
  return CheckClassCount(column, label.class_names);
}

absl::Status TakeTargets(const Column& column, Label& label) {
  if (!column.is_numeric) {
    return LabelError(column,
                      "it holds text or is listed under `categorical`, and regression needs "
                      "numbers; set objective: CLASSIFICATION");
  }
  label.targets = column.numbers;
  return absl::OkStatus();
}

}  // namespace

v1::Objective GuessObjective(const Table& table, std::string_view label) {
  const Column* column = table.FindColumn(label);
  if (column == nullptr) return v1::OBJECTIVE_UNSPECIFIED;
  if (!column->is_numeric) return v1::CLASSIFICATION;
  const auto distinct = DistinctNumbers(*column, kMaxGuessedClasses);
  const bool are_classes =
      distinct && std::all_of(distinct->begin(), distinct->end(),
                              [](float number) { return std::trunc(number) == number; });
  return are_classes ? v1::CLASSIFICATION : v1::REGRESSION;
}

std::string ClassNameOf(float number) { return fmt::format("{}", number + 0.0F); }  // not -0

absl::StatusOr<Label> TakeLabel(const Table& table, std::string_view label,
                                v1::Objective objective) {
  ASSIGN_OR_RETURN(const Column* const column, FindLabel(table, label));
  RETURN_IF_ERROR(CheckNoneMissing(*column));
  Label taken;
  taken.name = column->name;
  taken.objective = objective;
  RETURN_IF_ERROR(objective == v1::REGRESSION ? TakeTargets(*column, taken)
                                              : TakeClasses(*column, taken));
  return taken;
}

}  // namespace rung
