#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace rung {

// What an element of an array file is.
enum class ElementKind : std::uint8_t {
  kBool,      // 1 byte
  kSigned,    // 1, 2, 4 or 8 bytes, two's complement
  kUnsigned,  // 1, 2, 4 or 8 bytes
  kFloat,     // 2, 4 or 8 bytes, IEEE 754
  kBytes,     // text in UTF-8, filled up with NULs
  kUnicode,   // text in UTF-32, filled up with NULs
};

struct Element {
  ElementKind kind = ElementKind::kUnsigned;
  std::int64_t bytes = 1;
  bool is_big_endian = false;
};

// How the values of an array file lie in it, behind its header: row by row.
struct ArrayLayout {
  Element element;
  std::int64_t rows = 0;     // at least 1
  std::int64_t columns = 0;  // 1 to kMaxColumns

  std::int64_t row_bytes() const { return columns * element.bytes; }
};

// The layout of an array of that shape: its first dimension are the rows, the others,
// if any, lie flat in the columns. `display_name` stands for the file in messages.
// Errors: INVALID_ARGUMENT (no dimension or no values, too many columns, a text longer
// than a cell may be, a size that no file has).
absl::StatusOr<ArrayLayout> LayoutOf(std::string_view display_name, const Element& element,
                                     std::span<const std::int64_t> shape);

}  // namespace rung
