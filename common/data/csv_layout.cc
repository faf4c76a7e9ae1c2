#include "common/data/csv_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/data/cell.h"
#include "common/data/column_tally.h"
#include "common/data/text.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::int64_t kSampleRows = 1'000;  // enough to guess how many a file has

std::string DisplayName(const std::string& path, const CsvOptions& options) {
  return options.display_name.empty() ? path : options.display_name;
}

absl::Status TallyRow(const CsvReader& reader, CsvLayout& layout,
                      std::vector<ColumnTally>& tallies) {
  ++layout.row_count;
  for (std::size_t i = 0; i < layout.wanted.size(); ++i) {
    const WantedColumn& column = layout.wanted[i];
    const Cell cell = ReadCell(reader.row().cell(column.index));
    if (column.is_label && cell.kind == CellKind::kMissing) {
      return reader.Error(fmt::format("the label, column {}, is missing; fill it or drop the row",
                                      Quoted(column.name)));
    }
    tallies[i].Add(cell, reader.row().line);
  }
  return absl::OkStatus();
}

// Memory that is reserved but not written to costs nothing, so a guess may be high.
void ReserveRows(const CsvReader& reader, const CsvLayout& layout, std::int64_t max_bytes,
                 std::vector<ColumnTally>& tallies) {
  const double guess = 1.1 * static_cast<double>(layout.row_count) / reader.share_read();
  const double most = static_cast<double>(max_bytes / layout.cell_bytes() * layout.row_count);
  for (ColumnTally& tally : tallies)
    tally.Reserve(static_cast<std::int64_t>(std::min(guess, most)));
}

absl::Status DecideTypes(const std::string& display_name, std::vector<ColumnTally> tallies,
                         CsvLayout& layout) {
  layout.numbers.resize(layout.wanted.size());
  for (std::size_t i = 0; i < layout.wanted.size(); ++i) {
    WantedColumn& column = layout.wanted[i];
    ColumnTally& tally = tallies[i];
    column.is_categorical = column.is_categorical || !tally.IsNumeric();
    if (column.is_categorical) continue;
    layout.numbers[i] = tally.TakeNumbers();
    if (tally.wrong_line() == 0) continue;
    return absl::InvalidArgumentError(fmt::format("{}:{}: column {}: {}", display_name,
                                                  tally.wrong_line(), Quoted(column.name),
                                                  tally.WrongCell()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<CsvReader>> OpenAtHeader(const std::string& path,
                                                        const CsvOptions& options,
                                                        CsvReader::Passes passes) {
  ASSIGN_OR_RETURN(auto reader, CsvReader::Open(path, DisplayName(path, options), passes));
  ASSIGN_OR_RETURN(const bool has_header, reader->NextRow());
  if (!has_header) return reader->Error("the file is empty; its first row must be the header");
  return reader;
}

absl::StatusOr<bool> NextDataRow(CsvReader& reader, std::size_t width) {
  ASSIGN_OR_RETURN(const bool has_row, reader.NextRow());
  if (!has_row || reader.row().size() == width) return has_row;
  return reader.Error(fmt::format(
      "row has {} cells, the header has {}; cells that hold commas are written in quotation marks",
      reader.row().size(), width));
}

absl::Status TooLarge(const std::string& path, const CsvOptions& options) {
  return absl::ResourceExhaustedError(
      fmt::format("{} would take more than {} bytes as a table, which is what may be taken here; "
                  "leave columns out with `ignore`, or divide the file",
                  DisplayName(path, options), options.max_bytes));
}

absl::StatusOr<CsvLayout> ReadLayout(const std::string& path, const CsvOptions& options) {
  ASSIGN_OR_RETURN(const auto reader, OpenAtHeader(path, options));
  CsvLayout layout;
  ASSIGN_OR_RETURN(layout.wanted, ReadHeader(*reader, options));
  std::vector<ColumnTally> tallies(layout.wanted.size());
  layout.width = reader->row().size();
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, NextDataRow(*reader, layout.width));
    if (!has_row) break;
    RETURN_IF_ERROR(TallyRow(*reader, layout, tallies));
    if (layout.cell_bytes() > options.max_bytes) return TooLarge(path, options);
    if (layout.row_count == kSampleRows) ReserveRows(*reader, layout, options.max_bytes, tallies);
  }
  if (layout.row_count == 0) return reader->Error("there are no rows below the header; add data");
  RETURN_IF_ERROR(DecideTypes(DisplayName(path, options), std::move(tallies), layout));
  return layout;
}

}  // namespace rung
