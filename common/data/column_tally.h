#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/data/cell.h"

namespace rung {

// What a column's cells have been so far: enough to decide its type and to say
// which cell is wrong. Keeps the numbers, in case it is numeric.
class ColumnTally {
 public:
  // Makes place for the numbers of that many rows.
  void Reserve(std::int64_t row_count) { numbers_.reserve(static_cast<std::size_t>(row_count)); }

  // `line` is where the cell's row begins.
  void Add(const Cell& cell, std::int64_t line) {
    numbers_.push_back(cell.number);
    if (cell.kind == CellKind::kNumber) {
      ++number_count_;
    } else {
      AddOther(cell, line);
    }
  }

  // More than half of the cells that are there are finite numbers; nan and inf
  // count neither way.
  bool IsNumeric() const { return number_count_ > text_count_; }

  // One a row, NaN where there is no number. Called once, last.
  std::vector<float> TakeNumbers() { return std::move(numbers_); }

  // The line of the first cell that a numeric column cannot hold; 0 if there is none.
  std::int64_t wrong_line() const { return wrong_line_; }
  // What is wrong with it, and the way out.
  std::string WrongCell() const;

 private:
  void AddOther(const Cell& cell, std::int64_t line);

  std::vector<float> numbers_;
  std::int64_t number_count_ = 0;
  std::int64_t text_count_ = 0;
  std::int64_t wrong_line_ = 0;
  CellKind wrong_kind_ = CellKind::kMissing;
  std::string wrong_text_;  // as Quoted shows it
};

}  // namespace rung
