#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/data/cell.h"
#include "common/data/csv_reader.h"
#include "common/data/encoding.h"

namespace rung {

// The rows of a CSV file as inputs of a network, one after the other; memory holds one row. The
// columns of the encoding are found by their names, in any order; all others are ignored. Cells
// are read as ReadCsv reads them. Used by one thread at a time.
class RawRows {
 public:
  // `encoding` must outlive this; `path` may be a pipe; `display_name` stands for the file in
  // messages. Errors: those of CsvReader, and INVALID_ARGUMENT for a column that is not there,
  // with near names.
  static absl::StatusOr<std::unique_ptr<RawRows>> Open(const std::string& path,
                                                       const std::string& display_name,
                                                       const Encoding& encoding);

  // Fills `inputs`, as many as the encoding has, from the next row; false at the end. Errors:
  // INVALID_ARGUMENT (the message names file, line and column), UNAVAILABLE.
  absl::StatusOr<bool> Next(std::span<float> inputs);

  // Of the row that Next moved to: its label. Missing where the file has no such column.
  Cell label() const;

  // Cells so far whose category the encoding does not have.
  std::int64_t unknown_categories() const { return unknown_categories_; }

 private:
  RawRows(std::unique_ptr<CsvReader> reader, const Encoding& encoding);

  absl::Status FindColumns();
  absl::Status EncodeNumber(const ColumnEncoding& column, const Cell& cell,
                            std::span<float> inputs) const;
  absl::Status EncodeCategory(const ColumnEncoding& column, const Cell& cell,
                              std::span<float> inputs);

  const std::unique_ptr<CsvReader> reader_;
  const Encoding& encoding_;
  std::size_t width_ = 0;                   // columns of the file
  std::vector<std::size_t> places_;         // of the encoding's columns among the file's
  std::optional<std::size_t> label_place_;  // of the label
  std::int64_t unknown_categories_ = 0;
};

}  // namespace rung
