#include "common/data/array_layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/data/csv_reader.h"

namespace rung {
namespace {

absl::Status Invalid(std::string_view display_name, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{} {}", display_name, what));
}

}  // namespace

absl::StatusOr<ArrayLayout> LayoutOf(std::string_view display_name, const Element& element,
                                     std::span<const std::int64_t> shape) {
  if (shape.empty()) return Invalid(display_name, "holds a single value; save one row for each");
  if (std::ranges::any_of(shape, [](std::int64_t size) { return size < 1; })) {
    return Invalid(display_name, "has no rows or no columns; add data");
  }
  constexpr auto kMaxBytes = static_cast<std::int64_t>(kMaxCellBytes);
  if (element.bytes > kMaxBytes) {
    return Invalid(display_name, fmt::format("has texts longer than {} bytes", kMaxBytes));
  }
  ArrayLayout layout{.element = element, .rows = shape[0], .columns = 1};
  for (const std::int64_t size : shape.subspan(1)) {
    if (size <= static_cast<std::int64_t>(kMaxColumns) / layout.columns) {
      layout.columns *= size;
      continue;
    }
    return Invalid(display_name,
                   fmt::format("has more than {} columns; leave some out", kMaxColumns));
  }
  std::int64_t size = 0;
  if (__builtin_mul_overflow(layout.rows, layout.row_bytes(), &size)) {
    return Invalid(display_name, "announces more bytes than a file can have; is it damaged?");
  }
  return layout;
}

}  // namespace rung
