#include "common/data/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "common/counter_random.h"
#include "common/data/allotment.h"
#include "common/data/text.h"
#include "common/sha256.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::Status CheckFraction(std::string_view name, double fraction) {
  if (fraction > 0 && fraction <= 0.9) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} is {}; it must be above 0 and at most 0.9", name, fraction));
}

absl::Status CheckOptions(std::string_view digest, const SplitOptions& options) {
  if (!IsSha256Hex(digest)) {
    return absl::InvalidArgumentError("the digest must be 64 lower-case hexadecimal digits");
  }
  RETURN_IF_ERROR(CheckFraction("validation_fraction", options.validation_fraction));
  RETURN_IF_ERROR(CheckFraction("test_fraction", options.test_fraction));
  const double held_out = options.validation_fraction + options.test_fraction;
  if (held_out <= 0.9 + 1e-9) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format(
      "validation_fraction and test_fraction add up to {}; they may hold out at most 0.9",
      held_out));
}

// The class of each row; regression has one.
std::size_t ClassOf(const Label& label, std::size_t row) {
  return label.classes.empty() ? 0 : static_cast<std::size_t>(label.classes[row]);
}

Counts CountRows(const Label& label) {
  Counts sizes(static_cast<std::size_t>(label.class_names.empty() ? 1 : label.outputs()));
  const auto rows = static_cast<std::size_t>(label.row_count());
  for (std::size_t row = 0; row < rows; ++row) ++sizes[ClassOf(label, row)];
  return sizes;
}

// What is left of each class if one row and `taken` are set aside.
Counts Rooms(const Counts& sizes, const Counts& taken) {
  Counts rooms(sizes.size());
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    rooms[c] = std::max<std::int64_t>(0, sizes[c] - 1 - taken[c]);
  }
  return rooms;
}

std::int64_t Sum(const Counts& counts) {
  std::int64_t sum = 0;
  for (const std::int64_t count : counts) sum += count;
  return sum;
}

std::string SmallestClass(const Label& label, const Counts& sizes) {
  if (label.class_names.empty()) return "";
  const auto smallest =
      static_cast<std::size_t>(std::min_element(sizes.begin(), sizes.end()) - sizes.begin());
  return fmt::format(
      "; the smallest class of label {} is {} with {} rows, and each keeps 1 for "
      "training",
      Quoted(label.name), Quoted(label.class_names[smallest]), sizes[smallest]);
}

absl::Status CheckParts(const Label& label, const Counts& sizes, std::int64_t validation,
                        std::int64_t test, const SplitOptions& options) {
  const std::int64_t rows = Sum(sizes);
  const std::int64_t training = rows - validation - test;
  const auto total = static_cast<double>(rows);
  const bool is_short = validation < std::llround(options.validation_fraction * total) ||
                        test < std::llround(options.test_fraction * total);
  if (training >= 2 && validation >= 1 && test >= 1 && !is_short) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format(
      "too few rows: {} rows divide into {} for training, {} for validation and {} for test, and "
      "the fractions ask for {} and {} held out, none empty, with at least 2 for training{}; add "
      "rows or change validation_fraction and test_fraction",
      rows, training, validation, test, options.validation_fraction, options.test_fraction,
      SmallestClass(label, sizes)));
}

std::uint64_t FirstBits(std::string_view digest) {
  std::uint64_t bits = 0;
  std::from_chars(digest.data(), digest.data() + 16, bits, 16);
  return bits;
}

// Row by row in random order: each class fills its test rows first, then its
// validation rows, so that validation never changes which rows are sealed.
std::vector<RowPart> Deal(const Label& label, std::uint64_t key, Counts test, Counts validation) {
  const auto rows = static_cast<std::uint32_t>(label.row_count());
  std::vector<RowPart> parts(rows, RowPart::kTraining);
  for (const std::uint32_t row :
       CounterRandom(key, RandomPurpose::kSplit, 0, 0).Permutation(rows)) {
    const std::size_t c = ClassOf(label, row);
    if (test[c] > 0) {
      --test[c];
      parts[row] = RowPart::kTest;
    } else if (validation[c] > 0) {
      --validation[c];
      parts[row] = RowPart::kValidation;
    }
  }
  return parts;
}

}  // namespace

absl::StatusOr<std::vector<RowPart>> SplitRows(const Label& label, std::string_view digest,
                                               const SplitOptions& options) {
  RETURN_IF_ERROR(CheckOptions(digest, options));
  if (label.row_count() > std::numeric_limits<std::uint32_t>::max()) {
    return absl::InvalidArgumentError(
        fmt::format("{} rows are more than can be divided; leave rows out", label.row_count()));
  }
  const Counts sizes = CountRows(label);
  const Counts test = Allot(options.test_fraction, sizes, Rooms(sizes, Counts(sizes.size())));
  const Counts validation = Allot(options.validation_fraction, sizes, Rooms(sizes, test));
  RETURN_IF_ERROR(CheckParts(label, sizes, Sum(validation), Sum(test), options));
  return Deal(label, options.split_seed ^ FirstBits(digest), test, validation);
}

std::vector<std::size_t> RowsOf(std::span<const RowPart> parts, RowPart part) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < parts.size(); ++row) {
    if (parts[row] == part) rows.push_back(row);
  }
  return rows;
}

}  // namespace rung
