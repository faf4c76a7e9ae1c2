#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "common/data/cell.h"
#include "common/data/table.h"

namespace rung {

// Makes a column of categories cell by cell.
class ColumnBuilder {
 public:
  ColumnBuilder(std::string name, std::int64_t row_count);

  // The cell of the next row.
  void Add(const Cell& cell);

  const std::string& name() const { return column_.name; }
  int category_count() const { return static_cast<int>(code_of_.size()); }
  // Bytes that the categories take in memory, near enough.
  std::int64_t category_bytes() const { return category_bytes_; }

  // The column, its categories sorted. Called once, last.
  Column Finish();

 private:
  Column column_;
  std::map<std::string, std::int32_t, std::less<>> code_of_;  // codes in order of appearance
  std::int64_t category_bytes_ = 0;
};

}  // namespace rung
