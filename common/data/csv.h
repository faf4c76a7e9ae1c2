#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/data/table.h"

namespace rung {

inline constexpr int kMaxCategories = 10'000;  // in a column of a search's data

// How to read a CSV file.
struct CsvOptions {
  std::string display_name;              // the file in messages; its path where empty
  std::vector<std::string> categorical;  // columns of categories, though they hold numbers
  std::vector<std::string> ignore;       // columns to leave out
  std::string label;                     // must exist and have no missing cell; may be empty
  int max_categories = kMaxCategories;   // distinct categories in a column
  std::int64_t max_bytes = std::int64_t{8} << 30;  // of the table in memory
};

// Reads a CSV file with a header row. Its rows are as CsvReader says; cells are
// separated by commas, and blanks around a cell count for nothing.
//
// A cell is missing where it is empty, `NA` or `?`. A column is numeric if more
// than half of its other cells are finite numbers (words such as nan and inf count
// neither way), or categorical if `categorical` lists it or they are not. In a
// numeric column every cell that is there must be a finite number in the range of
// 32-bit floats.
//
// The file is read once for the types and the numbers and, if there are categories, once
// more for these, so memory holds little more than the table.
//
// Errors: NOT_FOUND (no such file), UNAVAILABLE (it cannot be read),
// INVALID_ARGUMENT (its content; the message names file, line, column and the way
// out; a row's line is the one that it begins on), RESOURCE_EXHAUSTED (the table
// would be larger than max_bytes).
absl::StatusOr<Table> ReadCsv(const std::string& path, const CsvOptions& options);

}  // namespace rung
