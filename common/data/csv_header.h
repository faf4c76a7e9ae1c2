#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/data/csv.h"
#include "common/data/csv_reader.h"

namespace rung {

// A column of a CSV file that is to be read.
struct WantedColumn {
  std::string name;
  std::size_t index = 0;        // among the file's columns
  bool is_categorical = false;  // whatever its cells are
  bool is_label = false;
};

// The columns to read, in the order of the file. `header` stands at the header row.
// Errors: INVALID_ARGUMENT (a name that is empty, used twice or not UTF-8; a column
// of the options that does not exist or is listed twice; no column left).
absl::StatusOr<std::vector<WantedColumn>> ReadHeader(const CsvReader& header,
                                                     const CsvOptions& options);

}  // namespace rung
