#include "coordinator/analysis/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "common/spec/enum_names.h"
#include "coordinator/analysis/bins.h"
#include "coordinator/analysis/summary.h"

namespace rung {
namespace {

using google::protobuf::FieldDescriptor;

constexpr std::size_t kMostRows = 12;

absl::StatusOr<const FieldDescriptor*> FindHyperparameter(std::string_view name) {
  const auto* type = v1::Configuration::descriptor();
  if (const auto* field = type->FindFieldByName(std::string(name))) return field;
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  return absl::InvalidArgumentError(fmt::format("there is no hyperparameter {}; there are {}",
                                                name.substr(0, 80), fmt::join(names, ", ")));
}

std::optional<double> WidestLayer(const v1::Configuration& configuration) {
  const auto& units = configuration.units();
  if (units.empty()) return std::nullopt;
  return *std::max_element(units.begin(), units.end());
}

// A configuration's value as a number; of an enum, its number.
std::optional<double> NumberOf(const v1::Configuration& configuration,
                               const FieldDescriptor& field) {
  if (field.is_repeated()) return WidestLayer(configuration);
  const auto* reflection = v1::Configuration::GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
    return reflection->GetDouble(configuration, &field);
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return reflection->GetEnumValue(configuration, &field);
  }
  return reflection->GetInt32(configuration, &field);
}

// How often each number occurs, at all rungs together.
std::map<double, int> CountNumbers(std::span<const ComparedRung> rungs,
                                   const FieldDescriptor& field) {
  std::map<double, int> counts;
  for (const ComparedRung& rung : rungs) {
    for (const ComparedTrial& trial : rung.trials) {
      if (const auto number = NumberOf(trial.configuration, field)) ++counts[*number];
    }
  }
  return counts;
}

// The rows of a comparison: which one a number belongs to, and what it is called.
struct Rows {
  std::function<int(double)> row_of;
  std::function<std::string(int)> text_of;
};

std::string TextOf(double number, const FieldDescriptor& field) {
  if (field.enum_type() == nullptr) return fmt::format("{:.10g}", number);
  const auto* value = field.enum_type()->FindValueByNumber(static_cast<int>(number));
  return value == nullptr ? fmt::format("{}", number) : LowerCase(value->name());
}

Rows RowPerValue(const std::vector<double>& values, const FieldDescriptor& field) {
  return {
      [values](double number) {
        return static_cast<int>(std::lower_bound(values.begin(), values.end(), number) -
                                values.begin());
      },
      [values, &field](int row) { return TextOf(values[static_cast<std::size_t>(row)], field); }};
}

Rows RowPerBin(const std::vector<double>& values, bool whole_numbers) {
  const std::vector<double> edges = BinEdges(values);
  return {[edges](double number) { return BinOf(edges, number); },
          [edges, whole_numbers](int row) { return BinText(edges, row, whole_numbers); }};
}

Rows ChooseRows(const std::map<double, int>& counts, int most_at_a_rung,
                const FieldDescriptor& field) {
  std::vector<double> values;
  for (const auto& [number, count] : counts) values.push_back(number);
  const bool is_float = field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE;
  const bool mostly_repeated = 2 * std::ssize(values) <= most_at_a_rung;
  if (values.size() <= 1 || field.enum_type() != nullptr ||
      (values.size() <= kMostRows && (!is_float || mostly_repeated))) {
    return RowPerValue(std::move(values), field);
  }
  return RowPerBin(values, !is_float);
}

void AddTo(ResultGroup& group, const ComparedTrial& trial) {
  switch (trial.outcome) {
    case ComparedOutcome::kScored:
      group.scores.push_back(trial.score);
      group.gaps.push_back(trial.gap);
      return;
    case ComparedOutcome::kDiverged:
      ++group.diverged_count;
      return;
    case ComparedOutcome::kFailed:
      ++group.failed_count;
      return;
  }
}

v1::RungComparison CompareRung(const ComparedRung& rung, const FieldDescriptor& field,
                               const Rows& rows, bool higher_is_better) {
  std::map<int, ResultGroup> groups;
  for (const ComparedTrial& trial : rung.trials) {
    const auto number = NumberOf(trial.configuration, field);
    if (number) AddTo(groups[rows.row_of(*number)], trial);
  }
  v1::RungComparison comparison;
  comparison.set_rung(rung.rung);
  comparison.set_epochs(rung.epochs);
  for (auto& [row, group] : groups) {
    *comparison.add_values() = Summarize(rows.text_of(row), std::move(group), higher_is_better);
  }
  return comparison;
}

int MostTrials(std::span<const ComparedRung> rungs) {
  std::size_t most = 0;
  for (const ComparedRung& rung : rungs) most = std::max(most, rung.trials.size());
  return static_cast<int>(most);
}

}  // namespace

absl::StatusOr<std::vector<v1::RungComparison>> CompareHyperparameter(
    std::span<const ComparedRung> rungs, std::string_view hyperparameter, bool higher_is_better) {
  const auto field = FindHyperparameter(hyperparameter);
  if (!field.ok()) return field.status();
  const Rows rows = ChooseRows(CountNumbers(rungs, **field), MostTrials(rungs), **field);
  std::vector<v1::RungComparison> comparisons;
  for (const ComparedRung& rung : rungs) {
    comparisons.push_back(CompareRung(rung, **field, rows, higher_is_better));
  }
  return comparisons;
}

}  // namespace rung
