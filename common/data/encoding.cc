#include "common/data/encoding.h"

namespace rung {

std::int64_t ColumnEncoding::input_count() const {
  if (is_numeric) return has_missing_input ? 2 : 1;
  return static_cast<std::int64_t>(categories.size());
}

std::int64_t Encoding::input_count() const {
  std::int64_t count = 0;
  for (const ColumnEncoding& column : columns) count += column.input_count();
  return count;
}

}  // namespace rung
