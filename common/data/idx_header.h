#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/data/array_layout.h"
#include "common/data/byte_source.h"

namespace rung {

// True for the first bytes of an IDX file, the format of MNIST: two NULs, which no
// text begins with.
bool IsIdx(std::string_view head);

// Reads the header of an IDX file (LeCun, Cortes and Burges, "The MNIST database"): 0, 0, the type
// of the elements, the number of dimensions, and each dimension in 32 bits, big-endian. `source`
// stands at its first byte, then at the first value. Errors: INVALID_ARGUMENT, and those of the
// source.
absl::StatusOr<ArrayLayout> ReadIdxHeader(ByteSource& source);

}  // namespace rung
