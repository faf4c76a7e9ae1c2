#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "common/data/encoding.h"

namespace rung {

// The first input of a numeric column for a value that is there.
float StandardisedInput(const ColumnEncoding& column, float number);

// Which of a categorical column's inputs is 1, counted from its first; nullopt for a category
// that was not among the training rows.
std::optional<std::size_t> CategoryInput(const ColumnEncoding& column, std::string_view category);

}  // namespace rung
