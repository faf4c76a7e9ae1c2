#include "common/data/csv.h"

#include <fmt/format.h>

#include <utility>

#include "common/data/cell.h"
#include "common/data/column_builder.h"
#include "common/data/csv_layout.h"
#include "common/data/csv_reader.h"
#include "common/data/text.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::Status AddCell(const CsvReader& reader, const CsvOptions& options, std::size_t index,
                     ColumnBuilder& column) {
  const Cell cell = ReadCell(reader.row().cell(index));
  const int categories_before = column.category_count();
  column.Add(cell);
  if (column.category_count() == categories_before) return absl::OkStatus();
  if (!IsUtf8(cell.text)) {
    return reader.Error(fmt::format("column {}: {} is not UTF-8; save the file as UTF-8",
                                    Quoted(column.name()), Quoted(cell.text)));
  }
  if (column.category_count() > options.max_categories) {
    return reader.Error(fmt::format(
        "column {} has more than {} categories; {}", Quoted(column.name()), options.max_categories,
        column.name() == options.label ? "choose another label"
                                       : "list it under `ignore` in the search file (rung init "
                                         "--ignore)"));
  }
  return absl::OkStatus();
}

// The columns of categories, by a second reading of the file.
absl::StatusOr<std::vector<ColumnBuilder>> ReadCategories(const std::string& path,
                                                          const CsvOptions& options,
                                                          const CsvLayout& layout) {
  std::vector<ColumnBuilder> columns;
  std::vector<std::size_t> indices;
  for (const WantedColumn& wanted : layout.wanted) {
    if (!wanted.is_categorical) continue;
    columns.emplace_back(wanted.name, layout.row_count);
    indices.push_back(wanted.index);
  }
  if (columns.empty()) return columns;
  ASSIGN_OR_RETURN(const auto reader, OpenAtHeader(path, options));
  std::int64_t bytes = layout.cell_bytes();
  for (std::int64_t row = 0; row < layout.row_count; ++row) {
    ASSIGN_OR_RETURN(const bool has_row, NextDataRow(*reader, layout.width));
    if (!has_row) return reader->Error("the file changed while it was read; try again");
    for (std::size_t i = 0; i < columns.size(); ++i) {
      bytes -= columns[i].category_bytes();
      RETURN_IF_ERROR(AddCell(*reader, options, indices[i], columns[i]));
      bytes += columns[i].category_bytes();
    }
    if (bytes > options.max_bytes) return TooLarge(path, options);
  }
  return columns;
}

}  // namespace

absl::StatusOr<Table> ReadCsv(const std::string& path, const CsvOptions& options) {
  ASSIGN_OR_RETURN(CsvLayout layout, ReadLayout(path, options));
  ASSIGN_OR_RETURN(std::vector<ColumnBuilder> categories, ReadCategories(path, options, layout));
  Table table;
  table.row_count = layout.row_count;
  auto next = categories.begin();
  for (std::size_t i = 0; i < layout.wanted.size(); ++i) {
    if (layout.wanted[i].is_categorical) {
      table.columns.push_back((next++)->Finish());
    } else {
      table.columns.push_back({.name = layout.wanted[i].name,
                               .is_numeric = true,
                               .numbers = std::move(layout.numbers[i])});
    }
  }
  return table;
}

}  // namespace rung
