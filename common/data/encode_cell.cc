#include "common/data/encode_cell.h"

#include <algorithm>

namespace rung {

// Clipped, so that a value that the training rows hardly know, such as a pixel that is
// nearly always blank, cannot outweigh all others.
float StandardisedInput(const ColumnEncoding& column, float number) {
  const double standardised = (static_cast<double>(number) - column.mean) / column.scale;
  return static_cast<float>(std::clamp(standardised, -kMaxDeviation, kMaxDeviation));
}

std::optional<std::size_t> CategoryInput(const ColumnEncoding& column, std::string_view category) {
  const auto& seen = column.categories;
  const auto place = std::lower_bound(seen.begin(), seen.end(), category);
  if (place == seen.end() || *place != category) return std::nullopt;
  return static_cast<std::size_t>(place - seen.begin());
}

}  // namespace rung
