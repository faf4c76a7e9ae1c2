#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/data/encoding.h"
#include "common/data/label.h"
#include "common/data/split.h"
#include "common/data/table.h"

namespace rung {

struct FittedEncoding {
  Encoding encoding;
  std::vector<std::string> left_out;  // columns of one value among the training rows
};

// Fits an encoding on the rows of kTraining; no other row has any influence. Means
// and scales (population standard deviations) are those of the values that are
// there. A column of one value carries nothing and is left out; for a categorical
// column, missing counts as a value.
// Errors: INVALID_ARGUMENT (no column left, more than kMaxInputs inputs, a
// regression label of one value), RESOURCE_EXHAUSTED (inputs of all rows would
// take more than `max_bytes`).
absl::StatusOr<FittedEncoding> FitEncoding(const Table& table, const Label& label,
                                           std::span<const RowPart> parts,
                                           std::int64_t max_bytes = std::int64_t{8} << 30);

}  // namespace rung
