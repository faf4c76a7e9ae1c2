#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rung {

// A column of a table. Exactly one of `numbers` and `codes` is filled, with one
// entry a row.
struct Column {
  std::string name;
  bool is_numeric = false;
  std::vector<float> numbers;           // NaN = missing, otherwise finite
  std::vector<std::int32_t> codes;      // index into `categories`; -1 = missing
  std::vector<std::string> categories;  // distinct, sorted bytewise
};

// The content of a data file, column by column, in the order of the file.
struct Table {
  std::int64_t row_count = 0;
  std::vector<Column> columns;

  // nullptr where no column has that name.
  const Column* FindColumn(std::string_view name) const;
};

}  // namespace rung
