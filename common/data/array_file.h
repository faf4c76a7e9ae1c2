#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/data/array_layout.h"
#include "common/data/byte_source.h"

namespace rung {

// The format of a data file, told by its first bytes, never by its name.
enum class DataFormat : std::uint8_t { kCsv, kIdx, kNpy };

// The format of an opened file; what is neither IDX nor .npy is CSV.
DataFormat FormatOf(const ByteSource& source);

// An IDX or .npy file, read row by row as cells of a CSV file. Used by one thread.
class ArrayFile {
 public:
  // Reads the header of a source that stands at its first byte and whose format is not
  // kCsv. Errors: those of ReadIdxHeader and ReadNpyHeader.
  static absl::StatusOr<ArrayFile> Open(std::unique_ptr<ByteSource> source);

  const std::string& display_name() const { return source_->display_name(); }
  std::int64_t rows() const { return layout_.rows; }
  std::int64_t columns() const { return layout_.columns; }

  // Appends the cells of the next row, with commas between. Called rows() times at most.
  // Errors: INVALID_ARGUMENT (an element that cannot be a cell; the message names file,
  // row from 1 and column; a file cut short), and those of the source.
  absl::Status AppendRow(std::string& text);

  // INVALID_ARGUMENT unless the file ends where its header says.
  absl::Status CheckAtEnd() { return source_->CheckAtEnd(); }

 private:
  ArrayFile(std::unique_ptr<ByteSource> source, const ArrayLayout& layout);

  std::unique_ptr<ByteSource> source_;
  ArrayLayout layout_;
  std::string row_;  // the bytes of a row
  std::int64_t rows_taken_ = 0;
};

}  // namespace rung
