#pragma once

#include <string_view>

namespace rung {

// Checks what is promised of an IDX or .npy file with these bytes: that it is refused with
// a message, or copied as a CSV file that has the rows and columns of its header.
void CheckArray(std::string_view content);

}  // namespace rung
