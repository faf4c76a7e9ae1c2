#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace rung {

// How a column's numbers are shown to people.
enum class ListingStyle {
  kText,    // to the left
  kNumber,  // to the right, four significant digits
  kScore,   // to the right, four decimals
};

struct ListingColumn {
  std::string name;  // in CSV and JSON; in capitals, it heads the column of a table
  ListingStyle style = ListingStyle::kText;
  bool in_table = true;  // false: for programs alone
  std::string heading;   // of the table's column, where it is not the name
};

// Nothing is `-` in a table, empty in CSV, null in JSON.
using ListingCell = std::variant<std::monostate, std::string, std::int64_t, double>;

struct Listing {
  std::vector<ListingColumn> columns;
  std::vector<std::vector<ListingCell>> rows;  // each as long as `columns`
};

// A number as a table shows it to people.
std::string ShownNumber(double value, ListingStyle style);

// A table for people, with a heading; columns are two blanks apart.
std::string RenderTable(const Listing& listing);

// The heading of a CSV file, and its rows. Each ends in a line feed.
std::string RenderCsvHeading(const Listing& listing);
std::string RenderCsvRows(const Listing& listing);

}  // namespace rung
