// ReadCsv and CsvReader. An input is five bytes of options, then the file.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/data/cell.h"
#include "common/data/csv.h"
#include "common/data/csv_reader.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/require.h"

namespace rung {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 10;  // that CsvReader reads at first

// A file with every cell in quotation marks, without the blanks around it.
struct QuotedCsv {
  std::string text;
  std::vector<std::string> names;  // the header's
};

void AppendQuoted(std::string_view cell, std::string& text) {
  text += '"';
  for (const char c : cell) text.append(c == '"' ? 2 : 1, c);
  text += '"';
}

void AppendQuoted(const CsvRow& row, std::string& text) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) text += ',';
    AppendQuoted(ReadCell(row.cell(i)).text, text);
  }
  text += '\n';
}

// The rows from the one that the reader moves to next; nullopt where they cannot be read.
std::optional<QuotedCsv> QuoteRows(CsvReader& reader) {
  QuotedCsv quoted;
  for (std::int64_t line = 0;; line = reader.row().line) {
    const auto has_row = reader.NextRow();
    if (!has_row.ok()) return std::nullopt;
    if (!*has_row) return quoted;
    Require(reader.row().line > line, "every row begins on a line after those above");
    AppendQuoted(reader.row(), quoted.text);
    if (line > 0) continue;
    for (const std::string_view name : reader.row().cells) {
      quoted.names.emplace_back(ReadCell(name).text);
    }
  }
}

std::optional<QuotedCsv> Quote(const MemoryFile& file) {
  return QuoteRows(*CsvReader::Open(file.path(), "file").value());
}

CsvOptions OptionsOf(FuzzInput& input) {
  CsvOptions options;
  options.display_name = "file";
  options.max_categories = static_cast<int>(input.TakeByte());
  options.max_bytes = 64 * static_cast<std::int64_t>(input.TakeByte());
  return options;
}

// Bit i stands for column i, so that inputs need not spell its name; of those chosen, every
// second is ignored.
void AddColumns(const std::vector<std::string>& names, unsigned bits, CsvOptions& options) {
  bool is_ignored = false;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 8); ++i) {
    if ((bits >> i & 1U) == 0) continue;
    (is_ignored ? options.ignore : options.categorical).push_back(names[i]);
    is_ignored = !is_ignored;
  }
}

bool IsFiniteOrMissing(float number) { return !std::isinf(number); }

void CheckColumn(const Column& column, std::size_t rows, const CsvOptions& options) {
  const auto& categories = column.categories;
  const auto category_count = static_cast<std::int32_t>(categories.size());
  Require(column.numbers.size() == (column.is_numeric ? rows : 0), "a number for each row");
  Require(column.codes.size() == (column.is_numeric ? 0 : rows), "a code for each row");
  Require(std::all_of(column.numbers.begin(), column.numbers.end(), IsFiniteOrMissing),
          "no infinity");
  Require(std::all_of(column.codes.begin(), column.codes.end(),
                      [&](std::int32_t code) { return code >= -1 && code < category_count; }),
          "codes name categories");
  Require(std::adjacent_find(categories.begin(), categories.end(), std::greater_equal<>()) ==
              categories.end(),
          "categories are sorted, each of them once");
  Require(category_count <= options.max_categories, "no more categories than allowed");
}

std::int64_t BytesOf(const Column& column) {
  std::size_t bytes = sizeof(float) * (column.numbers.size() + column.codes.size());
  for (const std::string& category : column.categories)
    bytes += sizeof(std::string) + category.size();
  return static_cast<std::int64_t>(bytes);
}

void CheckTable(const Table& table, const CsvOptions& options) {
  Require(table.row_count > 0 && !table.columns.empty(), "a table has rows and columns");
  std::int64_t bytes = 0;
  for (const Column& column : table.columns) {
    CheckColumn(column, static_cast<std::size_t>(table.row_count), options);
    bytes += BytesOf(column);
  }
  Require(bytes <= options.max_bytes, "no larger than allowed");
  const Column* label = options.label.empty() ? nullptr : table.FindColumn(options.label);
  Require((label == nullptr) == options.label.empty(), "the label is there");
  if (label == nullptr) return;
  Require(std::count(label->codes.begin(), label->codes.end(), -1) == 0 &&
              std::none_of(label->numbers.begin(), label->numbers.end(),
                           [](float number) { return std::isnan(number); }),
          "every row is labelled");
}

bool AreSameNumber(float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool AreSame(const Column& a, const Column& b) {
  return a.name == b.name && a.codes == b.codes && a.categories == b.categories &&
         std::equal(a.numbers.begin(), a.numbers.end(), b.numbers.begin(), b.numbers.end(),
                    AreSameNumber);
}

bool AreSame(const Table& a, const Table& b) {
  return a.row_count == b.row_count &&
         std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                    [](const Column& x, const Column& y) { return AreSame(x, y); });
}

// The text behind a row so long that byte `place` of it, from 1, begins a piece.
std::string BehindLongRow(std::string_view text, unsigned place) {
  std::string row(kPieceBytes - place, 'x');
  for (std::size_t i = kMaxCellBytes; i < row.size(); i += kMaxCellBytes) row[i] = ',';
  row.back() = '\n';
  return row.append(text);
}

// A byte order mark is one at the start of a file alone.
void CheckAcrossPieces(std::string_view text, unsigned place,
                       const std::optional<QuotedCsv>& quoted) {
  if (place == 0 || text.starts_with('\xEF')) return;
  const MemoryFile file(BehindLongRow(text, place));
  const auto reader = CsvReader::Open(file.path(), "file").value();
  Require(reader->NextRow().value_or(false), "a long row can be read");
  const std::optional<QuotedCsv> moved = QuoteRows(*reader);
  Require(moved.has_value() == quoted.has_value(), "where pieces end changes no answer");
  if (!moved || !quoted) return;
  Require(moved->text == quoted->text, "where pieces end changes no cell");
}

void Run(FuzzInput input) {
  CsvOptions options = OptionsOf(input);
  const unsigned label = input.TakeByte();
  const unsigned columns = input.TakeByte();
  const unsigned place = input.TakeByte();
  const MemoryFile file(input.rest());
  const std::optional<QuotedCsv> quoted = Quote(file);
  CheckAcrossPieces(input.rest(), place, quoted);
  if (quoted && label < quoted->names.size()) options.label = quoted->names[label];
  if (quoted) AddColumns(quoted->names, columns, options);
  const auto table = ReadCsv(file.path(), options);
  if (table.ok()) CheckTable(*table, options);
  Require(quoted.has_value() || !table.ok(), "a file that has no rows is no table");
  if (!quoted) return;
  const MemoryFile quoted_file(quoted->text);
  const std::optional<QuotedCsv> again = Quote(quoted_file);
  Require(again && again->text == quoted->text, "cells in quotation marks are the same cells");
  const auto same = ReadCsv(quoted_file.path(), options);
  Require(same.status().code() == table.status().code(), "quotation marks change no answer");
  Require(!table.ok() || AreSame(*table, *same), "quotation marks change no value");
}

}  // namespace
}  // namespace rung

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rung::Run({data, size});
  return 0;
}
