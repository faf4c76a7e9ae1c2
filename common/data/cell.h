#pragma once

#include <cstdint>
#include <string_view>

namespace rung {

enum class CellKind : std::uint8_t {
  kMissing,    // empty, `NA` or `?`
  kNumber,     // a number in the range of 32-bit floats
  kNotFinite,  // nan or inf in any spelling, or a number beyond the range
  kText,       // anything else
};

struct Cell {
  CellKind kind = CellKind::kMissing;
  float number = 0;       // of a kNumber
  std::string_view text;  // the cell without the blanks around it
};

// What a cell of a CSV file holds. Numbers are decimal: 3, -0.5, +2, 1e-3. Those
// too small for a 32-bit float are 0.
Cell ReadCell(std::string_view cell);

}  // namespace rung
