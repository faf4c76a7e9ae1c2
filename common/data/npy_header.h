#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/data/array_layout.h"
#include "common/data/byte_source.h"

namespace rung {

// True for the first bytes of a NumPy .npy file.
bool IsNpy(std::string_view head);

// Reads the header of a .npy file of format 1.0, 2.0 or 3.0 (NumPy's numpy.lib.format).
// Elements are booleans, integers, floats of 16 to 64 bits or, in arrays of one
// dimension, text. `source` stands at its first byte, then at the first value.
// Errors: INVALID_ARGUMENT (also pickled objects, structures, arrays in Fortran's
// order), and those of the source.
absl::StatusOr<ArrayLayout> ReadNpyHeader(ByteSource& source);

}  // namespace rung
