#include "client/render/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "client/render/text.h"
#include "common/escape.h"

namespace rung {
namespace {

std::string Shown(const ListingCell& cell, ListingStyle style) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    return text->empty() ? "-" : EscapeControls(*text);
  }
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *whole);
  if (const auto* number = std::get_if<double>(&cell)) return ShownNumber(*number, style);
  return "-";
}

std::string Heading(const ListingColumn& column) {
  std::string heading = column.heading.empty() ? column.name : column.heading;
  for (char& c : heading) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return heading;
}

// One column's lines, heading first, all equally wide.
std::vector<std::string> ColumnLines(const Listing& listing, std::size_t index) {
  const ListingColumn& column = listing.columns[index];
  std::vector<std::string> lines = {Heading(column)};
  for (const std::vector<ListingCell>& row : listing.rows)
    lines.push_back(Shown(row[index], column.style));
  int width = 0;
  for (const std::string& line : lines) width = std::max(width, DisplayWidth(line));
  for (std::string& line : lines) {
    const std::string blanks(static_cast<std::size_t>(width - DisplayWidth(line)), ' ');
    line = column.style == ListingStyle::kText ? line + blanks : blanks + line;
  }
  return lines;
}

std::string CsvCell(const ListingCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return CsvText(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *whole);
  const auto* number = std::get_if<double>(&cell);
  return number != nullptr && std::isfinite(*number) ? ExactNumber(*number) : "";
}

void AppendTrimmed(std::string& text, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + '\n';
}

}  // namespace

std::string ShownNumber(double value, ListingStyle style) {
  const bool fits = std::isfinite(value) && std::fabs(value) < 1e9;
  if (style == ListingStyle::kScore && fits) return fmt::format("{:.4f}", value);
  return ShortNumber(value);
}

std::string RenderTable(const Listing& listing) {
  std::vector<std::string> lines(listing.rows.size() + 1);
  for (std::size_t i = 0; i < listing.columns.size(); ++i) {
    if (!listing.columns[i].in_table) continue;
    const std::vector<std::string> column = ColumnLines(listing, i);
    for (std::size_t row = 0; row < lines.size(); ++row) {
      lines[row] += (lines[row].empty() ? "" : "  ") + column[row];
    }
  }
  std::string text;
  for (std::string& line : lines) AppendTrimmed(text, std::move(line));
  return text;
}

std::string RenderCsvHeading(const Listing& listing) {
  std::string text;
  for (const ListingColumn& column : listing.columns) {
    text += (text.empty() ? "" : ",") + CsvText(column.name);
  }
  return text + '\n';
}

std::string RenderCsvRows(const Listing& listing) {
  std::string text;
  for (const std::vector<ListingCell>& row : listing.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ",") + CsvCell(row[i]);
    text += '\n';
  }
  return text;
}

}  // namespace rung
