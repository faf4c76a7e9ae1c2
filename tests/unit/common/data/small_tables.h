#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "common/data/encode_rows.h"
#include "common/data/fit_encoding.h"

// Tables of a few rows to fit encodings on.
namespace rung {

inline constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
inline constexpr auto kTraining = RowPart::kTraining;
inline constexpr auto kValidation = RowPart::kValidation;
inline constexpr auto kTest = RowPart::kTest;

inline Column Numbers(std::string name, std::vector<float> numbers) {
  return {.name = std::move(name), .is_numeric = true, .numbers = std::move(numbers)};
}

inline Column Codes(std::string name, std::vector<std::int32_t> codes,
                    std::vector<std::string> names) {
  return {.name = std::move(name), .codes = std::move(codes), .categories = std::move(names)};
}

inline Label Regression(std::vector<float> targets) {
  return {.name = "y", .objective = v1::REGRESSION, .targets = std::move(targets)};
}

inline absl::StatusOr<PreparedPart> FitAndEncode(const Table& table, const Label& label,
                                                 const std::vector<RowPart>& parts, RowPart part) {
  const auto fitted = FitEncoding(table, label, parts);
  if (!fitted.ok()) return fitted.status();
  return EncodeRows(fitted->encoding, table, label, parts, part);
}

}  // namespace rung
