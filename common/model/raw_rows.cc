#include "common/model/raw_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "common/data/csv.h"
#include "common/data/csv_header.h"
#include "common/data/csv_layout.h"
#include "common/data/encode_cell.h"
#include "common/data/near_names.h"
#include "common/data/text.h"
#include "common/status_macros.h"

namespace rung {

absl::StatusOr<std::unique_ptr<RawRows>> RawRows::Open(const std::string& path,
                                                       const std::string& display_name,
                                                       const Encoding& encoding) {
  CsvOptions options;
  options.display_name = display_name;
  ASSIGN_OR_RETURN(auto reader, OpenAtHeader(path, options, CsvReader::Passes::kOne));
  std::unique_ptr<RawRows> rows(new RawRows(std::move(reader), encoding));
  RETURN_IF_ERROR(rows->FindColumns());
  return rows;
}

RawRows::RawRows(std::unique_ptr<CsvReader> reader, const Encoding& encoding)
    : reader_(std::move(reader)), encoding_(encoding) {}

absl::Status RawRows::FindColumns() {
  ASSIGN_OR_RETURN(const std::vector<WantedColumn> columns, ReadHeader(*reader_, CsvOptions()));
  width_ = columns.size();
  std::map<std::string, std::size_t> place_of;
  std::vector<std::string> names;
  for (const WantedColumn& column : columns) {
    place_of[column.name] = column.index;
    names.push_back(column.name);
  }
  for (const ColumnEncoding& column : encoding_.columns) {
    const auto found = place_of.find(column.name);
    if (found == place_of.end()) {
      return reader_->Error(fmt::format("there is no column {}, which the model needs; {}",
                                        Quoted(column.name), DescribeNames(column.name, names)));
    }
    places_.push_back(found->second);
  }
  const auto label = place_of.find(encoding_.label);
  if (label != place_of.end()) label_place_ = label->second;
  return absl::OkStatus();
}

absl::StatusOr<bool> RawRows::Next(std::span<float> inputs) {
  ASSIGN_OR_RETURN(const bool has_row, NextDataRow(*reader_, width_));
  if (!has_row) return false;
  std::fill(inputs.begin(), inputs.end(), 0.0F);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const ColumnEncoding& column = encoding_.columns[i];
    const auto count = static_cast<std::size_t>(column.input_count());
    const Cell cell = ReadCell(reader_->row().cell(places_[i]));
    RETURN_IF_ERROR(column.is_numeric ? EncodeNumber(column, cell, inputs.first(count))
                                      : EncodeCategory(column, cell, inputs.first(count)));
    inputs = inputs.subspan(count);
  }
  return true;
}

Cell RawRows::label() const {
  return label_place_ ? ReadCell(reader_->row().cell(*label_place_)) : Cell();
}

absl::Status RawRows::EncodeNumber(const ColumnEncoding& column, const Cell& cell,
                                   std::span<float> inputs) const {
  if (cell.kind == CellKind::kNumber) {
    inputs[0] = StandardisedInput(column, cell.number);
    return absl::OkStatus();
  }
  if (cell.kind == CellKind::kMissing) {
    if (column.has_missing_input) inputs[1] = 1;
    return absl::OkStatus();
  }
  const std::string_view fault = cell.kind == CellKind::kText
                                     ? "is not a number, as the model needs"
                                     : "is not a finite number in the range of 32-bit floats";
  return reader_->Error(
      fmt::format("column {}: {} {}; leave the cell empty if the value is missing",
                  Quoted(column.name), Quoted(cell.text), fault));
}

absl::Status RawRows::EncodeCategory(const ColumnEncoding& column, const Cell& cell,
                                     std::span<float> inputs) {
  if (cell.kind == CellKind::kMissing) return absl::OkStatus();
  if (const auto input = CategoryInput(column, cell.text)) {
    inputs[*input] = 1;
    return absl::OkStatus();
  }
  ++unknown_categories_;
  if (IsUtf8(cell.text)) return absl::OkStatus();
  return reader_->Error(fmt::format("column {}: {} is not UTF-8; save the file as UTF-8",
                                    Quoted(column.name), Quoted(cell.text)));
}

}  // namespace rung
