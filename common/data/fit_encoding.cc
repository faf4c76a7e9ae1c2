#include "common/data/fit_encoding.h"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "common/data/text.h"
#include "common/status_macros.h"

namespace rung {
namespace {

using Rows = std::vector<std::size_t>;

struct Moments {
  double mean = 0;
  double deviation = 0;  // of the population; 0 exactly where all values are equal
  bool has_missing = false;
};

double MeanOf(std::span<const float> values, const Rows& rows, auto&& term) {
  double sum = 0;
  double count = 0;
  for (const std::size_t row : rows) {
    if (std::isnan(values[row])) continue;
    sum += term(static_cast<double>(values[row]));
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

Moments MomentsOf(std::span<const float> values, const Rows& rows) {
  Moments moments;
  float least = std::numeric_limits<float>::infinity();
  float greatest = -least;
  for (const std::size_t row : rows) {
    moments.has_missing = moments.has_missing || std::isnan(values[row]);
    least = std::fmin(least, values[row]);
    greatest = std::fmax(greatest, values[row]);
  }
  moments.mean = MeanOf(values, rows, [](double value) { return value; });
  if (!(least < greatest)) return moments;
  const double variance = MeanOf(
      values, rows, [&](double value) { return (value - moments.mean) * (value - moments.mean); });
  moments.deviation = std::sqrt(variance);
  return moments;
}

// The functions below answer nullopt for a column that carries nothing.
std::optional<ColumnEncoding> FitNumeric(const Column& column, const Rows& rows) {
  const Moments moments = MomentsOf(column.numbers, rows);
  if (moments.deviation == 0) return std::nullopt;
  return ColumnEncoding{.name = column.name,
                        .is_numeric = true,
                        .mean = moments.mean,
                        .scale = moments.deviation,
                        .has_missing_input = moments.has_missing,
                        .categories = {}};
}

std::optional<ColumnEncoding> FitCategorical(const Column& column, const Rows& rows) {
  std::vector<bool> is_seen(column.categories.size());
  bool has_missing = false;
  for (const std::size_t row : rows) {
    const std::int32_t code = column.codes[row];
    has_missing = has_missing || code < 0;
    if (code >= 0) is_seen[static_cast<std::size_t>(code)] = true;
  }
  ColumnEncoding fitted;
  fitted.name = column.name;
  for (std::size_t i = 0; i < is_seen.size(); ++i) {
    if (is_seen[i]) fitted.categories.push_back(column.categories[i]);
  }
  const std::size_t values = fitted.categories.size() + (has_missing ? 1 : 0);
  return values < 2 ? std::nullopt : std::optional(std::move(fitted));
}

void FitColumns(const Table& table, const Label& label, const Rows& rows, FittedEncoding& fitted) {
  for (const Column& column : table.columns) {
    if (column.name == label.name) continue;
    auto encoded = column.is_numeric ? FitNumeric(column, rows) : FitCategorical(column, rows);
    if (encoded) {
      fitted.encoding.columns.push_back(*std::move(encoded));
    } else {
      fitted.left_out.push_back(column.name);
    }
  }
}

absl::Status FitTarget(const Label& label, const Rows& rows, Encoding& encoding) {
  encoding.label = label.name;
  encoding.objective = label.objective;
  encoding.class_names = label.class_names;
  if (label.objective != v1::REGRESSION) return absl::OkStatus();
  const Moments moments = MomentsOf(label.targets, rows);
  if (!(static_cast<float>(moments.deviation) > 0)) {
    return absl::InvalidArgumentError(
        fmt::format("label {} has one value only in the training rows, {}; there is nothing to "
                    "learn, so choose another label",
                    Quoted(label.name), moments.mean));
  }
  encoding.target_mean = moments.mean;
  encoding.target_scale = moments.deviation;
  return absl::OkStatus();
}

absl::Status CheckSize(const Encoding& encoding, std::int64_t row_count, std::int64_t max_bytes) {
  const std::int64_t inputs = encoding.input_count();
  if (inputs == 0) {
    return absl::InvalidArgumentError(
        "no column is left to learn from: apart from the label, each has one value only in the "
        "training rows; add a column that varies");
  }
  if (inputs > kMaxInputs) {
    return absl::InvalidArgumentError(
        fmt::format("the columns make {} inputs, more than {}; list columns of many categories "
                    "under `ignore`",
                    inputs, kMaxInputs));
  }
  if (inputs <= max_bytes / static_cast<std::int64_t>(sizeof(float)) / row_count) {
    return absl::OkStatus();
  }
  return absl::ResourceExhaustedError(
      fmt::format("{} rows of {} inputs take more than the {} bytes that their table leaves; list "
                  "columns under `ignore`, or divide the file",
                  row_count, inputs, max_bytes));
}

}  // namespace

absl::StatusOr<FittedEncoding> FitEncoding(const Table& table, const Label& label,
                                           std::span<const RowPart> parts, std::int64_t max_bytes) {
  const Rows rows = RowsOf(parts, RowPart::kTraining);
  FittedEncoding fitted;
  FitColumns(table, label, rows, fitted);
  RETURN_IF_ERROR(FitTarget(label, rows, fitted.encoding));
  RETURN_IF_ERROR(CheckSize(fitted.encoding, table.row_count, max_bytes));
  return fitted;
}

}  // namespace rung
