#include "common/data/prepared_header.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "common/data/encoding.h"
#include "common/data/label.h"

namespace rung {
namespace {

bool AreFinite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(),
                     [](float value) { return std::isfinite(value); });
}

}  // namespace

std::string_view FindFault(const PreparedHeader& header, PreparedKind kind) {
  if (header.magic != kPreparedMagic) return "it is no file of prepared data";
  if (header.version != kPreparedVersion) return "its version is unknown";
  if (header.kind != kind) return "it holds other parts than were asked for";
  const bool is_classification = header.objective == v1::CLASSIFICATION;
  if (!is_classification && header.objective != v1::REGRESSION) return "its objective is unknown";
  const int least = is_classification ? 2 : 1;
  const int most = is_classification ? kMaxClasses : 1;
  if (header.outputs < least || header.outputs > most) return "its outputs are out of range";
  if (!std::isfinite(header.target_mean)) return "its target mean is not finite";
  const bool is_scale = std::isfinite(header.target_scale) && header.target_scale > 0;
  if (!is_scale) return "its target scale is not above 0";
  if (header.inputs < 1 || header.inputs > kMaxInputs) return "its inputs are out of range";
  if (header.rows[0] < 1) return "it has no rows";
  const bool has_second = kind == PreparedKind::kTraining;
  if (has_second ? header.rows[1] < 1 : header.rows[1] != 0) return "its rows are out of range";
  return {};
}

std::string_view FindFault(const PreparedHeader& header, const PreparedPart& part) {
  const auto rows = static_cast<std::size_t>(part.rows);
  const bool is_regression = header.objective == v1::REGRESSION;
  if (part.rows < 1) return "a part has no rows";
  if (part.inputs != header.inputs) return "the parts differ in inputs";
  if (part.features.size() != rows * static_cast<std::size_t>(part.inputs)) {
    return "the features are not rows x inputs";
  }
  if (part.targets.size() != (is_regression ? rows : 0)) return "the targets are not the rows'";
  if (part.classes.size() != (is_regression ? 0 : rows)) return "the classes are not the rows'";
  if (!AreFinite(part.features)) return "a feature is not finite";
  if (!AreFinite(part.targets)) return "a target is not finite";
  const bool are_classes =
      std::all_of(part.classes.begin(), part.classes.end(),
                  [&](std::int32_t index) { return index >= 0 && index < header.outputs; });
  return are_classes ? "" : "a class is out of range";
}

std::int64_t AnnouncedSize(const PreparedHeader& header) {
  std::int64_t size = sizeof(PreparedHeader);
  const std::int64_t row_bytes = (header.inputs + 1) * std::int64_t{sizeof(float)};
  for (const std::int64_t rows : header.rows) {
    std::int64_t part_bytes = 0;
    if (__builtin_mul_overflow(rows, row_bytes, &part_bytes)) return -1;
    if (__builtin_add_overflow(size, part_bytes, &size)) return -1;
  }
  return size;
}

}  // namespace rung
