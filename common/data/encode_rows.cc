#include "common/data/encode_rows.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/data/encode_cell.h"

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

void EncodeNumeric(const ColumnEncoding& encoding, const Column& column, const Rows& rows,
                   const Block& block) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float number = column.numbers[rows[i]];
    if (std::isnan(number)) {
      if (encoding.has_missing_input) block.at(i, 1) = 1;
      continue;
    }
    block.at(i, 0) = StandardisedInput(encoding, number);
  }
}

void EncodeCategorical(const ColumnEncoding& encoding, const Column& column, const Rows& rows,
                       const Block& block) {
  std::vector<std::optional<std::size_t>> input_of;
  for (const std::string& category : column.categories) {
    input_of.push_back(CategoryInput(encoding, category));
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

PreparedPart EncodeRows(const Encoding& encoding, const Table& table, const Label& label,
                        std::span<const RowPart> parts, RowPart part) {
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
      EncodeNumeric(fitted, *column, rows, block);
    } else {
      EncodeCategorical(fitted, *column, rows, block);
    }
    first_input += static_cast<std::size_t>(fitted.input_count());
  }
  CopyLabel(label, rows, prepared);
  return prepared;
}

}  // namespace rung
