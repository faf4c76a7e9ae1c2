#include "common/data/array_file.h"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <utility>

#include "common/data/element_text.h"
#include "common/data/idx_header.h"
#include "common/data/npy_header.h"
#include "common/status_macros.h"

namespace rung {

DataFormat FormatOf(const ByteSource& source) {
  if (IsNpy(source.head())) return DataFormat::kNpy;
  return IsIdx(source.head()) ? DataFormat::kIdx : DataFormat::kCsv;
}

absl::StatusOr<ArrayFile> ArrayFile::Open(std::unique_ptr<ByteSource> source) {
  const bool is_npy = FormatOf(*source) == DataFormat::kNpy;
  ASSIGN_OR_RETURN(const ArrayLayout layout,
                   is_npy ? ReadNpyHeader(*source) : ReadIdxHeader(*source));
  return ArrayFile(std::move(source), layout);
}

ArrayFile::ArrayFile(std::unique_ptr<ByteSource> source, const ArrayLayout& layout)
    : source_(std::move(source)), layout_(layout) {}

absl::Status ArrayFile::AppendRow(std::string& text) {
  row_.resize(static_cast<std::size_t>(layout_.row_bytes()));
  RETURN_IF_ERROR(source_->ReadAll(row_));
  ++rows_taken_;
  std::string_view rest = row_;
  const auto size = static_cast<std::size_t>(layout_.element.bytes);
  for (std::int64_t column = 0; column < columns(); ++column, rest.remove_prefix(size)) {
    if (column > 0) text += ',';
    const std::string_view fault = AppendElement(layout_.element, rest.substr(0, size), text);
    if (fault.empty()) continue;
    return absl::InvalidArgumentError(fmt::format("{}: row {}, column x{}: the value {}",
                                                  display_name(), rows_taken_, column, fault));
  }
  return absl::OkStatus();
}

}  // namespace rung
