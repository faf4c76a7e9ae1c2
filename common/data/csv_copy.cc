#include "common/data/csv_copy.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "common/data/array_file.h"
#include "common/data/byte_source.h"
#include "common/data/cell.h"
#include "common/data/csv_reader.h"
#include "common/data/element_text.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

absl::StatusOr<std::unique_ptr<ByteSource>> OpenSource(const std::string& path) {
  return ByteSource::Open(path, path);
}

absl::Status CopyBytes(ByteSource& source, const TakeBytes& take) {
  std::string piece;
  do {
    piece.resize(kPieceBytes);
    ASSIGN_OR_RETURN(const std::size_t found, source.ReadSome(piece));
    piece.resize(found);
    RETURN_IF_ERROR(take(piece));
  } while (piece.size() == kPieceBytes);
  return absl::OkStatus();
}

absl::StatusOr<ArrayFile> OpenLabels(const DataFiles& files) {
  ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenSource(files.label_path));
  if (FormatOf(*source) == DataFormat::kCsv) {
    return absl::InvalidArgumentError(fmt::format(
        "{} is neither an IDX nor a .npy file, which labels must be in", files.label_path));
  }
  return ArrayFile::Open(std::move(source));
}

// Whether a name is that of one of an array's columns.
bool IsColumnName(std::string_view name, std::int64_t columns) {
  for (std::int64_t i = 0; i < columns; ++i) {
    if (name == fmt::format("x{}", i)) return true;
  }
  return false;
}

absl::Status CheckFit(const ArrayFile& data, const ArrayFile& labels, const std::string& label) {
  const std::string& name = labels.display_name();
  if (labels.columns() != 1) {
    return absl::InvalidArgumentError(fmt::format(
        "{} has {} values in each row; labels are one value a row", name, labels.columns()));
  }
  if (labels.rows() != data.rows()) {
    return absl::InvalidArgumentError(
        fmt::format("{} has {} rows and {} has {}; each row needs its label", data.display_name(),
                    data.rows(), name, labels.rows()));
  }
  if (data.columns() >= static_cast<std::int64_t>(kMaxColumns)) {
    return absl::InvalidArgumentError(
        fmt::format("{} has {} columns, which with the label is too many", data.display_name(),
                    data.columns()));
  }
  if (label.empty() || IsColumnName(label, data.columns())) {
    return absl::InvalidArgumentError(fmt::format(
        "the labels of {} cannot be called '{}', which is empty or a column of {}; choose another "
        "name for the label",
        name, label, data.display_name()));
  }
  return absl::OkStatus();
}

std::string Header(const ArrayFile& data, const DataFiles& files) {
  std::string header = "x0";
  for (std::int64_t column = 1; column < data.columns(); ++column) {
    header += fmt::format(",x{}", column);
  }
  if (!files.label_path.empty()) {
    header += ',';
    AppendText(files.label, header);
  }
  return header + '\n';
}

absl::Status AppendLabel(ArrayFile& labels, std::int64_t row, std::string& text) {
  text += ',';
  const std::size_t begin = text.size();
  RETURN_IF_ERROR(labels.AppendRow(text));
  if (ReadCell(std::string_view(text).substr(begin)).kind != CellKind::kMissing) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      fmt::format("{}: row {}: the label is missing", labels.display_name(), row + 1));
}

// A row of one cell that is missing would be a blank line, which is no row.
void MakeVisible(std::size_t row_begin, std::string& text) {
  if (ReadCell(std::string_view(text).substr(row_begin)).text.empty()) text += "\"\"";
}

absl::Status CopyRows(ArrayFile& data, ArrayFile* labels, std::string text, const TakeBytes& take) {
  for (std::int64_t row = 0; row < data.rows(); ++row) {
    const std::size_t begin = text.size();
    RETURN_IF_ERROR(data.AppendRow(text));
    if (labels != nullptr) RETURN_IF_ERROR(AppendLabel(*labels, row, text));
    MakeVisible(begin, text);
    text += '\n';
    if (text.size() < kPieceBytes) continue;
    RETURN_IF_ERROR(take(text));
    text.clear();
  }
  RETURN_IF_ERROR(data.CheckAtEnd());
  if (labels != nullptr) RETURN_IF_ERROR(labels->CheckAtEnd());
  return take(text);
}

absl::Status CopyArrays(ArrayFile data, const DataFiles& files, const TakeBytes& take) {
  const std::string header = Header(data, files);
  if (files.label_path.empty()) return CopyRows(data, nullptr, header, take);
  ASSIGN_OR_RETURN(ArrayFile labels, OpenLabels(files));
  RETURN_IF_ERROR(CheckFit(data, labels, files.label));
  return CopyRows(data, &labels, header, take);
}

}  // namespace

absl::StatusOr<bool> IsPlainCsv(const DataFiles& files) {
  ASSIGN_OR_RETURN(const auto source, OpenSource(files.path));
  return files.label_path.empty() && !source->is_compressed() &&
         FormatOf(*source) == DataFormat::kCsv;
}

absl::Status CopyAsCsv(const DataFiles& files, const TakeBytes& take) {
  ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenSource(files.path));
  if (FormatOf(*source) != DataFormat::kCsv) {
    ASSIGN_OR_RETURN(ArrayFile data, ArrayFile::Open(std::move(source)));
    return CopyArrays(std::move(data), files, take);
  }
  if (files.label_path.empty()) return CopyBytes(*source, take);
  return absl::InvalidArgumentError(
      fmt::format("{} is a CSV file, so its labels must be one of its columns; labels in a file of "
                  "their own ({}) go with IDX and .npy files",
                  files.path, files.label_path));
}

}  // namespace rung
