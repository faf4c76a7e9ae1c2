#pragma once

#include <cstdint>
#include <string>

#include "common/data/cell.h"

namespace rung {

// What a column's cells have been so far: enough to decide its type and to say
// which cell is wrong.
class ColumnTally {
 public:
  // `line` is where the cell's row begins.
  void Add(const Cell& cell, std::int64_t line);

  // More than half of the cells that are there are finite numbers; nan and inf
  // count neither way.
  bool IsNumeric() const { return numbers_ > texts_; }

  // The line of the first cell that a numeric column cannot hold; 0 if there is none.
  std::int64_t wrong_line() const { return wrong_line_; }
  // What is wrong with it, and the way out.
  std::string WrongCell() const;

 private:
  std::int64_t numbers_ = 0;
  std::int64_t texts_ = 0;
  std::int64_t wrong_line_ = 0;
  CellKind wrong_kind_ = CellKind::kMissing;
  std::string wrong_text_;  // as Quoted shows it
};

}  // namespace rung
