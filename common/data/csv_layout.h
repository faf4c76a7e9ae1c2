#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/data/csv.h"
#include "common/data/csv_header.h"
#include "common/data/csv_reader.h"

namespace rung {

// What a first reading of a CSV file finds out: how large it is, of what type its
// columns are, and the columns of numbers.
struct CsvLayout {
  std::vector<WantedColumn> wanted;         // is_categorical: decided for each
  std::vector<std::vector<float>> numbers;  // of each wanted; none where is_categorical
  std::size_t width = 0;                    // columns of the file
  std::int64_t row_count = 0;

  // Of the table, without the names of categories.
  std::int64_t cell_bytes() const {
    return row_count * static_cast<std::int64_t>(wanted.size() * sizeof(float));
  }
};

// Reads the file once. Errors as ReadCsv.
absl::StatusOr<CsvLayout> ReadLayout(const std::string& path, const CsvOptions& options);

// A reader that stands at the header row.
absl::StatusOr<std::unique_ptr<CsvReader>> OpenAtHeader(
    const std::string& path, const CsvOptions& options,
    CsvReader::Passes passes = CsvReader::Passes::kTwo);

// Moves to the next row and checks that it has `width` cells; false at the end.
absl::StatusOr<bool> NextDataRow(CsvReader& reader, std::size_t width);

// The error for a table beyond options.max_bytes.
absl::Status TooLarge(const std::string& path, const CsvOptions& options);

}  // namespace rung
