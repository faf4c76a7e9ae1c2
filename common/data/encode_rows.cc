#include "common/data/encode_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "common/data/text.h"
#include "common/status_macros.h"

namespace rung {
namespace {

using Rows = std::vector<std::size_t>;

// The inputs of one column among those of a matrix.
struct Block {
  PreparedPart& part;
  std::size_t first_input;

  float& at(std::size_t row, std::size_t input) const {
    return part.features[row * static_cast<std::size_t>(part.inputs) + first_input + input];
  }
};

absl::Status EncodeNumeric(const ColumnEncoding& encoding, const Column& column, const Rows& rows,
                           const Block& block) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float number = column.numbers[rows[i]];
    if (std::isnan(number)) {
      if (encoding.has_missing_input) block.at(i, 1) = 1;
      continue;
    }
    const double standardised = (static_cast<double>(number) - encoding.mean) / encoding.scale;
    if (!(std::abs(standardised) <= std::numeric_limits<float>::max())) {
      return absl::InvalidArgumentError(
          fmt::format("column {} has the value {}, which is too far from the mean {} of the "
                      "training rows; correct it or list the column under `ignore`",
                      Quoted(column.name), number, encoding.mean));
    }
    block.at(i, 0) = static_cast<float>(standardised);
  }
  return absl::OkStatus();
}

void EncodeCategorical(const ColumnEncoding& encoding, const Column& column, const Rows& rows,
                       const Block& block) {
  std::vector<std::optional<std::size_t>> input_of(column.categories.size());
  for (std::size_t i = 0; i < input_of.size(); ++i) {
    const auto& seen = encoding.categories;
    const auto place = std::lower_bound(seen.begin(), seen.end(), column.categories[i]);
    if (place == seen.end() || *place != column.categories[i]) continue;
    input_of[i] = static_cast<std::size_t>(place - seen.begin());
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int32_t code = column.codes[rows[i]];
    if (code < 0) continue;
    const auto input = input_of[static_cast<std::size_t>(code)];
    if (input) block.at(i, *input) = 1;
  }
}

void CopyLabel(const Label& label, const Rows& rows, PreparedPart& prepared) {
  for (const std::size_t row : rows) {
    if (label.objective == v1::REGRESSION) {
      prepared.targets.push_back(label.targets[row]);
    } else {
      prepared.classes.push_back(label.classes[row]);
    }
  }
}

}  // namespace

absl::StatusOr<PreparedPart> EncodeRows(const Encoding& encoding, const Table& table,
                                        const Label& label, std::span<const RowPart> parts,
                                        RowPart part) {
  const Rows rows = RowsOf(parts, part);
  PreparedPart prepared;
  prepared.rows = static_cast<std::int64_t>(rows.size());
  prepared.inputs = static_cast<std::int32_t>(encoding.input_count());
  prepared.features.resize(rows.size() * static_cast<std::size_t>(prepared.inputs));
  std::size_t first_input = 0;
  auto column = table.columns.begin();
  for (const ColumnEncoding& fitted : encoding.columns) {
    column = std::find_if(column, table.columns.end(),
                          [&](const Column& next) { return next.name == fitted.name; });
    const Block block{prepared, first_input};
    if (fitted.is_numeric) {
      RETURN_IF_ERROR(EncodeNumeric(fitted, *column, rows, block));
    } else {
      EncodeCategorical(fitted, *column, rows, block);
    }
    first_input += static_cast<std::size_t>(fitted.input_count());
  }
  CopyLabel(label, rows, prepared);
  return prepared;
}

}  // namespace rung
