#include "client/column_guess.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <unordered_set>

#include "client/render/text.h"
#include "common/data/csv.h"

namespace rung {
namespace {

constexpr double kTrainingShare = 0.6;  // of rows, with the default fractions
constexpr std::int64_t kLeastBatches = 8;

bool HasUsualIdName(const std::string& name) {
  const std::string lower = LowerCase(name);
  return lower == "id" || lower == "index" || lower == "row" || lower.ends_with("_id");
}

bool HasDistinctWholeNumbers(const Column& column) {
  std::unordered_set<float> seen;
  return std::ranges::all_of(column.numbers, [&seen](float number) {
    return std::floor(number) == number && seen.insert(number).second;
  });
}

bool NamesRows(const Column& column, std::int64_t row_count) {
  if (row_count < 2) return false;
  if (column.is_numeric) return HasUsualIdName(column.name) && HasDistinctWholeNumbers(column);
  return static_cast<std::int64_t>(column.categories.size()) == row_count;
}

}  // namespace

std::string GuessLabel(const Table& table) {
  constexpr std::array<std::string_view, 4> kUsualNames = {"label", "target", "class", "y"};
  for (const std::string_view usual : kUsualNames) {
    for (const Column& column : table.columns) {
      if (LowerCase(column.name) == usual) return column.name;
    }
  }
  return table.columns.back().name;
}

std::vector<UselessColumn> ColumnsToIgnore(const Table& table, const std::string& label) {
  std::vector<UselessColumn> useless;
  for (const Column& column : table.columns) {
    if (column.name == label) continue;
    if (NamesRows(column, table.row_count)) {
      useless.push_back({column.name, "only names its rows"});
    } else if (column.categories.size() > kMaxCategories) {
      useless.push_back(
          {column.name, fmt::format("has more than {} categories", GroupedNumber(kMaxCategories))});
    }
  }
  return useless;
}

std::vector<int> BatchSizes(std::int64_t row_count) {
  const auto training_rows =
      static_cast<std::int64_t>(kTrainingShare * static_cast<double>(row_count));
  std::vector<int> sizes;
  for (const int size : {16, 32, 64, 128}) {
    if (size * kLeastBatches <= training_rows) sizes.push_back(size);
  }
  return sizes.empty() ? std::vector<int>{8} : sizes;
}

}  // namespace rung
