#include "common/data/column_tally.h"

#include <fmt/format.h>

#include <limits>

#include "common/data/text.h"

namespace rung {

void ColumnTally::AddOther(const Cell& cell, std::int64_t line) {
  numbers_.back() = std::numeric_limits<float>::quiet_NaN();
  if (cell.kind == CellKind::kMissing) return;
  if (cell.kind == CellKind::kText) ++text_count_;
  if (wrong_line_ > 0) return;
  wrong_line_ = line;
  wrong_kind_ = cell.kind;
  wrong_text_ = Quoted(cell.text);
}

std::string ColumnTally::WrongCell() const {
  if (wrong_kind_ == CellKind::kNotFinite) {
    return fmt::format(
        "{} is not a finite number in the range of 32-bit floats; leave the cell empty if the "
        "value is missing",
        wrong_text_);
  }
  return fmt::format(
      "{} is not a number, but most cells of the column are; correct the cell, leave it empty if "
      "the value is missing, or list the column under `categorical` in the search file (rung init "
      "--categorical)",
      wrong_text_);
}

}  // namespace rung
