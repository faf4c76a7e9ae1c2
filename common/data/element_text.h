#pragma once

#include <string>
#include <string_view>

#include "common/data/array_layout.h"

namespace rung {

// Appends to `row` the cell of a CSV file for an element of an array: numbers as short
// as they read back, NaN as a missing cell, text in quotation marks where it needs them.
// Answers what is wrong with the element, continuing "it"; empty if nothing is.
std::string_view AppendElement(const Element& element, std::string_view bytes, std::string& row);

// Appends text as a cell of a CSV file.
void AppendText(std::string_view text, std::string& row);

}  // namespace rung
