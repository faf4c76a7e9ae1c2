#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/data/label.h"

namespace rung {

// What a row is for.
enum class RowPart : std::uint8_t {
  kTraining,    // networks learn from it
  kValidation,  // trials are compared on it
  kTest,        // sealed until the finalists are chosen
};

// How rows are divided.
struct SplitOptions {
  double validation_fraction = 0.2;  // of all rows; above 0
  double test_fraction = 0.2;        // of all rows; above 0; both at most 0.9
  std::uint64_t split_seed = 0;
};

// The part of each row. Test rows are a function of `digest` (the SHA-256 of the
// file, in hexadecimal), the label, split_seed and test_fraction alone. Each class
// is divided in proportion, by the method of largest remainders, so that both the
// classes and the totals are right to a row, and every class keeps at least one
// training row; for regression all rows are one class.
// Errors: INVALID_ARGUMENT (fractions, or too few rows: no part may be empty, and
// training needs 2).
absl::StatusOr<std::vector<RowPart>> SplitRows(const Label& label, std::string_view digest,
                                               const SplitOptions& options);

// The rows of one part, in order.
std::vector<std::size_t> RowsOf(std::span<const RowPart> parts, RowPart part);

}  // namespace rung
